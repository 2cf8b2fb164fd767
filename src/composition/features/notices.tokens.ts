import type { Devices } from '#application/notices/devices.js';
import type { NoticeMarks } from '#application/notices/notice-marks.js';
import type { Notices } from '#application/notices/notices.js';
import { token } from '../token.js';

export const noticesTokens = {
  notices: token<Notices>('Notices'),
  devices: token<Devices>('notices.devices'),
  marks: token<NoticeMarks>('notices.marks'),
};
