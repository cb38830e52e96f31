// Swedish and German are complete: no empty and no fuzzy entry in any catalogue.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

for (const language of ["sv", "de"]) {
  for (const domain of ["django", "djangojs"]) {
    test(`${language}_${domain}_has_no_empty_or_fuzzy_entry`, () => {
      const file = new URL(`../../locale/${language}/LC_MESSAGES/${domain}.po`, import.meta.url);
      const entries = readFileSync(file, "utf8").split("\n\n").slice(1).filter((entry) => !entry.startsWith("#~"));
      assert.ok(entries.length > 20);
      assert.deepEqual(entries.filter((entry) => /^#,.*fuzzy/m.test(entry)), []);
      assert.deepEqual(entries.filter((entry) => /msgstr(\[\d\])? ""$(?!\n")/m.test(entry)), []);
    });
  }
}
