package dev.gantry.cli;

import dev.gantry.environ.artifact.Artifact;
import dev.gantry.environ.artifact.ArtifactKind;
import dev.gantry.environ.artifact.ArtifactReader;
import dev.gantry.environ.artifact.ArtifactReader.StoredModule;
import dev.gantry.environ.artifact.ElfImage;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.wasm.module.ModuleDef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A page with the wasm instructions of functions on the left and their machine code on the right.
///
/// Both sides carry the offset of the wasm instruction; pointing at one side marks the other, a click brings it into
/// view. Colours tell neighbours apart without a pointer. Style and script are in the page.
///
/// A module may have a million lines, too many for a browser to lay out: those of a function are text that the script
/// turns into lines of the page when the function is opened.
///
/// ```text
///   <script type="text/plain">
///   offset of the wasm instruction ⇥ offset ⇥ instruction           lines of wasm, in HTML's escapes
///                                                                   an empty line
///   offset of the wasm instruction ⇥ offset ⇥ instruction ⇥ notes   lines of machine code; no first offset if none
///   </script>
/// ```
///
/// Threading: confined to one thread.
final class ExplorePage {
    /// So many functions are open from the start.
    private static final int MOST_OPEN = 8;

    // language=html
    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <title>{title}</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 13px/1.5 ui-monospace, monospace; margin: 1em; }
            h1 { font-size: 1.3em; }
            summary { font-weight: bold; margin: .5em 0 .3em; cursor: pointer; }
            input { font: inherit; width: 40em; max-width: 100%; }
            section { display: grid; grid-template-columns: 1fr 1fr; gap: 1em; }
            section > div { max-height: 85vh; overflow: auto; border: 1px solid #8886; }
            p { margin: 0; padding: 0 .6em; white-space: pre; border-left: .4em solid transparent; }
            p[data-at] { cursor: pointer; }
            p b { font-weight: normal; opacity: .5; }
            p i { opacity: .7; }
            .c0 { border-color: #e6194b; } .c1 { border-color: #3cb44b; } .c2 { border-color: #4363d8; }
            .c3 { border-color: #f58231; } .c4 { border-color: #911eb4; } .c5 { border-color: #42b0b0; }
            .on { background: #ffd54f66; }
            </style>
            </head>
            <body>
            <h1>{title}</h1>
            <noscript><p>This page needs its script.</p></noscript>
            <input type="search" placeholder="functions whose names contain …">
            """;

    // language=html
    private static final String TAIL = """
            <script>
            const line = text => {
              const [at, offset, words, notes] = text.split('\\t');
              const place = at ? ` class="c${at % 6}" data-at="${at}"` : '';
              const note = notes ? `  <i>; ${notes}</i>` : '';
              return `<p${place}><b>${offset.padStart(6, '0')}</b>  ${words}${note}</p>`;
            };
            const fill = details => {
              const source = details.querySelector('script');
              if (!details.open || !source) return;
              const sides = source.textContent.slice(1, -1).split('\\n\\n');
              const lines = side => `<div>${side.split('\\n').map(line).join('')}</div>`;
              source.outerHTML = `<section>${sides.map(lines).join('')}</section>`;
            };
            const same = line => line.closest('section').querySelectorAll(`p[data-at="${line.dataset.at}"]`);
            const mark = (event, on) => {
              const line = event.target.closest('p[data-at]');
              if (line) same(line).forEach(other => other.classList.toggle('on', on));
            };
            const all = [...document.querySelectorAll('details')];
            all.forEach(fill);
            document.addEventListener('toggle', event => fill(event.target), true);
            document.addEventListener('mouseover', event => mark(event, true));
            document.addEventListener('mouseout', event => mark(event, false));
            document.addEventListener('click', event => {
              const line = event.target.closest('p[data-at]');
              if (!line) return;
              const other = [...same(line)].find(found => found.parentNode !== line.parentNode);
              if (other) other.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
            });
            document.querySelector('input').addEventListener('input', event => {
              const wanted = event.target.value;
              all.forEach(one => one.hidden = !one.firstElementChild.textContent.includes(wanted));
            });
            </script>
            </body>
            </html>
            """;

    /// A module with what was made of it.
    ///
    /// @param title  its heading; empty for the only one
    /// @param module the module, with bodies
    /// @param wasm   its instructions
    /// @param made   its functions and their code
    /// @param names  names of functions by where they start
    private record Part(String title, ModuleDef module, Dump wasm, StoredModule made, Map<Integer, String> names) {}

    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder page = new StringBuilder();
    private boolean opensAll;

    /// A page about a module or the modules of a component.
    ///
    /// @param modules the modules, with bodies
    /// @param image   what was made of them
    /// @param console not written to
    ExplorePage(List<ModuleDef> modules, ElfImage image, Console console) {
        List<StoredModule> made = ArtifactReader.modules(image);
        for (int number = 0; number < modules.size(); number++) {
            ModuleDef module = modules.get(number);
            String title = image.kind() == ArtifactKind.COMPONENT ? "module " + number : "";
            parts.add(new Part(
                    title,
                    module,
                    new Dump(module, console),
                    made.get(number),
                    MachineListing.symbols(made.get(number))));
        }
    }

    /// The page.
    ///
    /// @param title  its title
    /// @param wanted the name or index of the only function to show, or null for all
    /// @throws CommandException if no function is called so
    String text(String title, @Nullable String wanted) {
        StringBuilder name = new StringBuilder();
        appendEscaped(name, title);
        page.append(HEAD.replace("{title}", name));
        opensAll = wanted != null
                || parts.stream().mapToInt(part -> part.module().funcs().size()).sum() <= MOST_OPEN;
        boolean isFound = wanted == null;
        for (Part part : parts) {
            isFound |= addFunctions(part, wanted);
        }
        if (!isFound) {
            throw new CommandException("no defined function is called " + wanted);
        }
        return page.append(TAIL).toString();
    }

    private boolean addFunctions(Part part, @Nullable String wanted) {
        ModuleDef module = part.module();
        boolean isFound = false;
        for (int defined = 0; defined < module.funcs().size(); defined++) {
            int func = module.importedFuncs() + defined;
            String name = part.wasm().name(func);
            Artifact.Location location = part.made().functions().find(new FuncKey.WasmFunction(defined));
            if (location != null && (wanted == null || wanted.equals(name) || wanted.equals(Integer.toString(func)))) {
                isFound = true;
                String label = part.title() + (part.title().isEmpty() ? "" : ", ") + "func[" + func + "]"
                        + (name == null ? "" : " <" + Instructions.printable(name) + ">");
                addFunction(part, defined, label, location);
            }
        }
        return isFound;
    }

    private void addFunction(Part part, int defined, String label, Artifact.Location location) {
        page.append(opensAll ? "<details open>" : "<details>").append("<summary>");
        appendEscaped(page, label);
        page.append("</summary>\n<script type=\"text/plain\">\n");
        NavigableSet<Integer> starts = new TreeSet<>();
        for (Dump.Line line : part.wasm().lines(defined)) {
            addLine(line.start(), line.start(), "  ".repeat(line.indent()) + line.text(), "");
            starts.add(line.start());
        }
        page.append('\n');
        for (MachineListing.Line line : MachineListing.of(part.made().code(), location, part.names())) {
            Integer start = starts.floor(line.wasmOffset());
            addLine(start == null ? -1 : start, line.offset(), line.text(), String.join("; ", line.notes()));
        }
        page.append("</script></details>\n");
    }

    /// A line of either side.
    ///
    /// @param wasmOffset the wasm instruction that it belongs to, or -1
    /// @param offset     its own place
    private void addLine(int wasmOffset, int offset, String text, String notes) {
        if (wasmOffset >= 0) {
            page.append(wasmOffset);
        }
        page.append('\t').append(Integer.toHexString(offset)).append('\t');
        appendEscaped(page, text);
        if (!notes.isEmpty()) {
            page.append('\t');
            appendEscaped(page, notes);
        }
        page.append('\n');
    }

    /// Appends text that is no markup, and on one line.
    private static void appendEscaped(StringBuilder out, String text) {
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            switch (character) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> out.append(character < ' ' ? '?' : character);
            }
        }
    }
}
