/**
 * The files, and parts of files, that are made from the schema of machine descriptions and from the
 * presets: machine.schema.json, and the tables of docs/machines.md. A test checks that they are
 * current; `npm run schemas` writes them.
 */
import {
  type Machine,
  machineJsonSchema,
  machineKeys,
  machineValues,
  preset,
  presetNames,
} from "@mcpi/memsim";

export const SCHEMA_FILE = "packages/memsim/machine.schema.json";
export const DOCUMENT_FILE = "docs/machines.md";

/** The text of machine.schema.json. */
export function schemaText(): string {
  return `${JSON.stringify(machineJsonSchema(), undefined, 2)}\n`;
}

/**
 * docs/machines.md with its generated parts made anew: what stands between `<!-- begin: x -->` and
 * `<!-- end: x -->`, for x in `keys`, `presets` and `sources`.
 */
export function documentText(text: string): string {
  const parts = { keys: keyTables(), presets: presetTable(), sources: sourceTables() };
  for (const [name, part] of Object.entries(parts)) {
    const begin = `<!-- begin: ${name} -->\n`;
    const end = `<!-- end: ${name} -->`;
    const from = text.indexOf(begin);
    const to = text.indexOf(end);
    if (from < 0 || to < from)
      throw new Error(`${DOCUMENT_FILE}: ${begin.trim()} … ${end} is missing`);
    text = `${text.slice(0, from + begin.length)}\n${part}\n${text.slice(to)}`;
  }
  return text;
}

function keyTables(): string {
  return [...machineKeys()]
    .map(([name, keys]) =>
      [
        `**${name}**\n`,
        ...table(
          ["key", "values", "default", "meaning"],
          keys.map((key) => [
            `\`${key.key}\``,
            key.values,
            key.required ? "required" : key.default === undefined ? "" : `\`${key.default}\``,
            key.meaning,
          ]),
        ),
      ].join("\n"),
    )
    .join("\n\n");
}

function presetTable(): string {
  const machines = presetNames.map(preset);
  const keys = inGroups(machines.flatMap((one) => machineValues(one).map(({ key }) => key)));
  const rows = keys.map((key) => [`\`${key}\``, ...machines.map((one) => valueCell(one, key))]);
  return table(["key", ...presetNames], rows).join("\n");
}

/** Each key once, those of one part of a description together, parts as they first come. */
function inGroups(keys: readonly string[]): string[] {
  const parts = [...new Set(keys.map((key) => key.split(".")[0]))];
  return parts.flatMap((part) => {
    const ofPart = keys.filter((key) => key.split(".")[0] === part);
    const groups = [...new Set(ofPart.map((key) => key.split(".", 2).join(".")))];
    return groups.flatMap((group) => [
      ...new Set(ofPart.filter((key) => key === group || key.startsWith(`${group}.`))),
    ]);
  });
}

function valueCell(machine: Machine, key: string): string {
  const found = machineValues(machine).find((value) => value.key === key);
  if (found === undefined) return "";
  return shown(found.value) + (found.note?.status === "assumed" ? " *" : "");
}

function sourceTables(): string {
  return presetNames
    .map((name) => {
      const machine = preset(name);
      const rows = new Map<string, string[]>();
      for (const { key, status, source, alternatives } of machine.sources) {
        const id = JSON.stringify([status, source, alternatives]);
        const keys = rows.get(id)?.[0];
        const row = [
          keys === undefined ? `\`${key}\`` : `${keys}, \`${key}\``,
          status,
          alternatives === undefined ? "" : alternatives.map(shown).join(", "),
          source,
        ];
        rows.set(id, row);
      }
      return [
        `### ${name}\n`,
        `${machine.title}.\n`,
        ...table(["keys", "status", "alternatives", "source, or why"], [...rows.values()]),
      ].join("\n");
    })
    .join("\n\n");
}

/** A value as a person would write it: addresses in hexadecimal, objects in short. */
function shown(value: unknown): string {
  if (typeof value === "number" && value >= 0x8000_0000) return `0x${value.toString(16)}`;
  if (typeof value !== "object" || value === null) return String(value);
  const parts = Object.entries(value).map(([key, part]) => `${key}: ${shown(part)}`);
  return `{ ${parts.join(", ")} }`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}
