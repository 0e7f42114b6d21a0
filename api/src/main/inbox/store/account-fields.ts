import type { AccountField } from "../api/settings.ts";

// The form of an account, made of what its provider asks for. A field is called as the server calls it when it refuses it.

export type FieldValues = Record<string, string | boolean>;

export const isSecret = (field: AccountField): boolean => field.kind === "SECRET" || field.kind === "LONG_SECRET";

export const nameOf = (field: AccountField): string => `${isSecret(field) ? "secrets" : "settings"}.${field.name}`;

/** What is there, as a form has it. Secrets are never there. */
export function asValues(fields: readonly AccountField[], settings: Record<string, unknown>): FieldValues {
  const values: FieldValues = {};
  for (const field of fields) {
    const value = isSecret(field) ? undefined : settings[field.name];
    values[nameOf(field)] =
      field.kind === "FLAG" ? (value === undefined ? field.usual === "true" : value === true)
      : Array.isArray(value) ? value.join("\n")
      : typeof value === "object" && value !== null ? Object.entries(value).map(([name, each]) => `${name} = ${String(each)}`).join("\n")
      : value === undefined ? "" : String(value);
  }
  return values;
}

export interface Told {
  settings: Record<string, unknown>;
  secrets: Record<string, string>;
}

/** What is another way than it was, as the API wants it: what was emptied is null, which takes it away. */
export function asTold(fields: readonly AccountField[], values: FieldValues, before: FieldValues): Told {
  const told: Told = { settings: {}, secrets: {} };
  for (const field of fields) {
    const value = values[nameOf(field)];
    if (value === before[nameOf(field)] || value === undefined) continue;
    if (isSecret(field)) told.secrets[field.name] = String(value);
    else told.settings[field.name] = value === "" ? null : asJson(field, value);
  }
  return told;
}

function asJson(field: AccountField, value: string | boolean): unknown {
  const text = String(value).trim();
  const lines = () => text.split(/[\n,]/).map((line) => line.trim()).filter((line) => line !== "");
  switch (field.kind) {
    case "FLAG":
      return value;
    case "NUMBER":
      // What is no number, the server refuses by the field's name.
      return /^-?\d+$/.test(text) ? Number(text) : text;
    case "LIST":
      return lines();
    case "PAIRS":
      return Object.fromEntries(lines().map((line) => {
        const [name, ...rest] = line.split("=");
        return [name!.trim(), rest.join("=").trim()];
      }));
    case "TEXT":
    case "LONG_TEXT":
    case "CHOICE":
    case "SECRET":
    case "LONG_SECRET":
      return text;
  }
}
