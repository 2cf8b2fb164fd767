import type { Setting } from '#infrastructure/configuration/setting.js';
import { type Token, token } from './token.js';

/** The settings of one feature, under the heading that they have on the reference page. */
export interface SettingsGroup<Values = unknown> {
  readonly title: string;
  readonly settings: Readonly<Record<string, Setting<unknown>>>;
  /** Their values, for those who are made of them. */
  readonly token: Token<Values>;
}

/** What a group's settings are parsed to. */
export type ValuesOf<Group> = Group extends SettingsGroup<infer Values> ? Values : never;

type ParsedValues<S extends Readonly<Record<string, Setting<unknown>>>> = {
  readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never;
};

/** Typed by what their parsers make of the environment. */
export function defineSettings<const S extends Readonly<Record<string, Setting<unknown>>>>(
  title: string,
  settings: S,
): SettingsGroup<ParsedValues<S>> {
  return { title, settings, token: token<ParsedValues<S>>(`Settings: ${title}`) };
}
