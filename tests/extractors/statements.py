"""Short statements as chats write them, about the program of `judging`, as templates.

{LOAD_FAST} is the true number of `area`, {rim.LOAD_FAST} that of rim, {LOAD_FAST+3} a false one.
"""

from __future__ import annotations

HEAD = "| Opcode | {} |\n|---|---|\n"
FENCE = "```"

TRUE = {
    "a plain table": HEAD.replace("{}", "Count")
    + "| LOAD_FAST | {LOAD_FAST} |\n| STORE_FAST | {STORE_FAST} |\n| **Total** | **{*}** |\n",
    "emphasis and footnotes": HEAD.replace("{}", "Count")
    + "| **`LOAD_FAST`** | **{LOAD_FAST}**¹ |\n| *STORE_FAST* | {STORE_FAST}[^1] |\n"
    "| BINARY_OP | {BINARY_OP}* |\n\n[^1]: one for each assignment\n",
    "localised headers": "| Opcode | Anzahl |\n|-|-|\n| LOAD_FAST | {LOAD_FAST} |\n\n"
    "| Instruction | Nombre d'occurrences |\n|-|-|\n| BINARY_OP | {BINARY_OP} |\n",
    "counts first": "| Count | Opcode |\n|---|---|\n| {LOAD_FAST} | LOAD_FAST |\n"
    "| {STORE_FAST} | STORE_FAST |\n",
    "row numbers first": "| # | Opcode | Count |\n|-|-|-|\n| 1 | LOAD_FAST | {LOAD_FAST} |\n"
    "| 2 | STORE_FAST | {STORE_FAST} |\n",
    "two functions": "| Opcode | area | rim |\n|-|-|-|\n"
    "| LOAD_FAST | {LOAD_FAST} | {rim.LOAD_FAST} |\n| Total | {*} | {rim.*} |\n",
    "two functions and their sum": "| Opcode | `area()` | `rim()` | Total |\n|-|-|-|-|\n"
    "| LOAD_FAST | {LOAD_FAST} | {rim.LOAD_FAST} | 13 |\n| BINARY_OP | 3 | 3 | 6 |\n",
    "a column of functions": "| Function | Opcode | Count |\n|-|-|-|\n"
    "| `area` | LOAD_FAST | {LOAD_FAST} |\n| | BINARY_OP | {BINARY_OP} |\n"
    "| `rim` | LOAD_FAST | {rim.LOAD_FAST} |\n| | BINARY_OP | {rim.BINARY_OP} |\n"
    "| `numpy.dot` | LOAD_FAST | 17 |\n",
    "a function in the header of opcodes": "| Opcode (`rim`) | Count |\n|-|-|\n"
    "| LOAD_FAST | {rim.LOAD_FAST} |\n",
    "lists side by side": "| area | Count | rim | Count |\n|-|-|-|-|\n"
    "| LOAD_FAST | {LOAD_FAST} | LOAD_FAST | {rim.LOAD_FAST} |\n"
    "| STORE_FAST | {STORE_FAST} | BINARY_OP | {rim.BINARY_OP} |\n",
    "before and after": "| Opcode | Before | After |\n|-|-|-|\n| LOAD_FAST | 31 | {LOAD_FAST} |\n\n"
    "| Opcode | Count before | Count (optimised) | Change |\n"
    "|-|-|-|-|\n| LOAD_FAST | 31 | 9 | -22 |\n",
    "an arrow": "- LOAD_FAST: 31 -> 9\n- STORE_FAST: 12 → 3\n- BINARY_OP: 7 (was 8)\n",
    "versions": "| Opcode | 3.8 | Python 3.10 | py39 | Python 2 |\n|-|-|-|-|-|\n"
    "| LOAD_FAST | 21 | 12 | 11 | 30 |\n",
    "rows of versions": "| Python | Opcode | Count |\n|-|-|-|\n| 3.6 | LOAD_FAST | 21 |\n"
    "| 3.7 | LOAD_FAST | 22 |\n",
    "rows of variants": "| Variant | Opcode | Count |\n|-|-|-|\n| naive | LOAD_FAST | 21 |\n"
    "| unrolled | LOAD_FAST | 40 |\n",
    "percentages": "| Opcode | Share | % | Percentage of total |\n|-|-|-|-|\n"
    "| LOAD_FAST | 31 | 31 | 31% |\n| STORE_FAST | 10 | 10 | 10% |\n",
    "ranges and bounds": HEAD.replace("{}", "Count")
    + "| LOAD_FAST | 0–1 |\n| STORE_FAST | 12+ |\n| BINARY_OP | ≥ 1 |\n| LOAD_CONST | 1 to 2 |\n",
    "hedges": "- LOAD_FAST: ~{LOAD_FAST+1}\n- `STORE_FAST`: about {STORE_FAST}\n",
    "times": "- LOAD_FAST x{LOAD_FAST}\n- STORE_FAST × {STORE_FAST}\n- BINARY_OP: {BINARY_OP}x\n",
    "thousands": "| Opcode | Times executed per call |\n|-|-|\n| LOAD_FAST | 12,345 |\n",
    "operands": HEAD.replace("{}", "Count")
    + "| LOAD_FAST (h) | 2 |\n| BINARY_OP (+) | 1 |\n| COMPARE_OP (<) | 1 |\n"
    "| LOAD_GLOBAL (range) | 1 |\n| BINARY_OP (add) | 1 |\n| STORE_FAST (i, total) | 2 |\n",
    "operands in a list": "- LOAD_FAST (h): 2\n- STORE_FAST (`i`): 1\n- BINARY_OP (+=): 1\n",
    "every operand a row": HEAD.replace("{}", "Count")
    + "| LOAD_FAST (w) | 1 |\n| LOAD_FAST (h) | 1 |\n",
    "a disassembly": f"{FENCE}\n  2           0 LOAD_CONST               1 (0)\n"
    "              2 STORE_FAST               2 (total)\n"
    "              4 LOAD_FAST                2 (total)   # push total\n"
    f"              6 RETURN_VALUE             # 1 of 1\n{FENCE}\n",
    "a disassembly with tabs": f"{FENCE}\nLOAD_CONST\t1\nSTORE_FAST\t2\n"
    f"LOAD_FAST\t0\nLOAD_FAST\t2\n"
    f"STORE_FAST\t7 (x)\n{FENCE}\n",
    "instructions as pairs": "[('LOAD_FAST', 0), ('LOAD_FAST', 1), ('LOAD_FAST', 2)]\n",
    "a table of instructions": "| Instruction # | Opcode | Arg | Offset | Stack depth |\n"
    "|-|-|-|-|-|\n"
    "| 0 | LOAD_CONST | 1 | 0 | 1 |\n"
    "| 1 | STORE_FAST | 2 | 2 | 0 |\n| 2 | LOAD_FAST | 0 | 4 | 1 |\n",
    "numbers of opcodes": "| Opcode | Number |\n|-|-|\n"
    "| LOAD_FAST | 124 |\n| STORE_FAST | 125 |\n\n"
    "| Opcode | Code | Value | Stack effect |\n|-|-|-|-|\n| LOAD_FAST | 124 | 124 | 1 |\n",
    "opmap": "dis.opmap = {'POP_TOP': 1, 'LOAD_FAST': 124}\n",
    "stack effects": "Stack effects:\n\n- LOAD_FAST: +1\n- STORE_FAST: -1\n- RETURN_VALUE: 1\n",
    "most_common": "[('LOAD_FAST', {LOAD_FAST}), ('STORE_FAST', {STORE_FAST})]\n",
    "a Counter": "`Counter({'LOAD_FAST': {LOAD_FAST}, 'STORE_FAST': {STORE_FAST}})`\n",
    "an OrderedDict": "OrderedDict([('LOAD_FAST', {LOAD_FAST}), ('STORE_FAST', {STORE_FAST})])\n",
    "a dict of functions": "{'area': {'LOAD_FAST': {LOAD_FAST}, 'STORE_FAST': {STORE_FAST}},\n"
    " 'rim': {'LOAD_FAST': {rim.LOAD_FAST}, 'BINARY_OP': {rim.BINARY_OP}}}\n",
    "uniq -c": f"{FENCE}\n      9 LOAD_FAST\n      3 STORE_FAST\n{FENCE}\n",
    "a printed function name": f"{FENCE}\nrim Counter({{'LOAD_FAST': {{rim.LOAD_FAST}},\n"
    f"             'BINARY_OP': {{rim.BINARY_OP}}}})\n{FENCE}\n".replace("{{", "{").replace(
        "}}", "}"
    ),
    "titles in a fence": f"{FENCE}\narea:\n  LOAD_FAST: {{LOAD_FAST}}\n"
    f"  STORE_FAST: {{STORE_FAST}}\n"
    f"\nrim:\n  LOAD_FAST: {{rim.LOAD_FAST}}\n  BINARY_OP: {{rim.BINARY_OP}}\n"
    f"\nhelper():\n  LOAD_FAST: 77\n  BINARY_OP: 5\n{FENCE}\n".replace("{{", "{").replace(
        "}}", "}"
    ),
    "nested lists": "- **area**\n  - LOAD_FAST: {LOAD_FAST}\n  - STORE_FAST: {STORE_FAST}\n- rim\n"
    "  - LOAD_FAST: {rim.LOAD_FAST}\n  - BINARY_OP: {rim.BINARY_OP}\n"
    "- `helper()`\n  - LOAD_FAST: 77\n",
    "bold below a heading": "## Function `rim`\n\n**Opcode counts**\n"
    "\n- LOAD_FAST: {rim.LOAD_FAST}\n"
    "- BINARY_OP: {rim.BINARY_OP}\n",
    "methods": "| Opcode | Box.run | Bag.run |\n|-|-|-|\n"
    "| LOAD_FAST | {Box.run.LOAD_FAST} | {Bag.run.LOAD_FAST} |\n"
    "| BUILD_LIST | {Box.run.BUILD_LIST} | {Bag.run.BUILD_LIST} |\n",
    "another's function": "For `helper()`:\n\n- LOAD_FAST: 77\n- STORE_FAST: 12\n",
    "the loop": "Inside the loop body:\n\n- LOAD_FAST: 6\n- BINARY_OP: 30\n",
    "the module": "## Module level\n\n- LOAD_CONST: 6\n- STORE_NAME: 4\n- LOAD_FAST: 10\n",
    "executed": "Executed for w = 100:\n\n- LOAD_FAST: 804\n- STORE_FAST: 301\n",
    "of parts": "- LOAD_FAST: 6 (in the loop)\n"
    "- STORE_FAST: 2 (per iteration)\n- BINARY_OP: 1 (rim)\n"
    "- LOAD_CONST: 2, rim: 1\n- COMPARE_OP: 200, executed\n",
    "remarks": "- LOAD_FAST: {LOAD_FAST} – loads the 3 locals.\n"
    "- FOR_ITER: {FOR_ITER}, one for each loop\n- Total: {*} instructions (100%)\n",
    "other measures": "\n".join(
        f"| Opcode | {header} |\n|-|-|\n| LOAD_FAST | 40 |\n| STORE_FAST | 44 |\n"
        for header in (
            *("Bytes", "Cycles", "Code", "Number", "Per iteration", "Stack effect", "Offset"),
            *("Size", "Weight", "%", "Share", "Time", "Time (ns)", "Index", "Value", "Latency"),
            *("Count in loop", "Bytes per op", "Cycles per instruction", "Cost", "No.", "ID"),
            *("Count (bytes)", "Line number", "Argument count", "Hits per call", "Max", "Points"),
        )
    ),
}

FALSE = {
    "a table": HEAD.replace("{}", "Count") + "| LOAD_FAST | {LOAD_FAST+3} |\n",
    "emphasis": HEAD.replace("{}", "Static") + "| **`LOAD_FAST`** | **{LOAD_FAST+3}** |\n",
    "localised": "| Opcode | Häufigkeit |\n|-|-|\n| LOAD_FAST | {LOAD_FAST+3} |\n",
    "counts first": "| Count | Opcode |\n|---|---|\n| {LOAD_FAST+30} | LOAD_FAST |\n",
    "one of two functions": "| Opcode | area | rim |\n|-|-|-|\n| LOAD_FAST | {LOAD_FAST} | 55 |\n",
    "a list": "- LOAD_FAST: {LOAD_FAST+3}\n- STORE_FAST: {STORE_FAST+5}\n",
    "a hedge too far": "- LOAD_FAST: about {LOAD_FAST+30}\n- STORE_FAST: 90\n",
    "a Counter": "Counter({'LOAD_FAST': {LOAD_FAST+7}, 'STORE_FAST': {STORE_FAST}})\n",
    "a method": "| Opcode | Bag.run |\n|-|-|\n| LOAD_FAST | {Bag.run.LOAD_FAST+50} |\n",
    "a column of functions": "| Function | Opcode | Count |\n|-|-|-|\n"
    "| rim | LOAD_FAST | {rim.LOAD_FAST+40} |\n",
    "a nested list": "- area\n  - LOAD_FAST: {LOAD_FAST}\n- rim\n"
    "  - LOAD_FAST: 31\n  - POP_TOP: 17\n",
    "a total": HEAD.replace("{}", "Count") + "| LOAD_FAST | {LOAD_FAST} |\n| Total | {*+60} |\n",
    "a matching name in words": "| Opcode | Area Function |\n|-|-|\n"
    "| LOAD_FAST | {LOAD_FAST+3} |\n",
    "an invented opcode": "- LOAD_FAST: {LOAD_FAST}\n"
    "- STORE_FAST: {STORE_FAST}\n- FETCH_MAGIC: 2\n",
}
