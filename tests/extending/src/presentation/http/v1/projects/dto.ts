import { Text } from 'gatehouse';
import { projectNameMaxLength } from '#domain/projects/project.js';

export class ProjectDto {
  @Text({ max: 2 * projectNameMaxLength, description: 'Unique among your projects.', example: 'Apollo' })
  name!: string;
}
