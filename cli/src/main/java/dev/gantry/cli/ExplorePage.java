package dev.gantry.cli;

import dev.gantry.environ.artifact.Artifact;
import dev.gantry.environ.artifact.ArtifactReader;
import dev.gantry.environ.artifact.ElfImage;
import dev.gantry.environ.artifact.FunctionTable;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.wasm.module.ModuleDef;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A page with the wasm instructions of functions on the left and their machine code on the right.
///
/// Both sides carry the offset of the wasm instruction; pointing at one side marks the other, a click brings it into
/// view. Colours
/// tell neighbours apart without a pointer. Style and script are in the page.
///
/// Threading: confined to one thread.
final class ExplorePage {
    private static final int COLOURS = 6;

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
            h2 { font-size: 1.1em; margin: 1.5em 0 .3em; }
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
            """;

    // language=html
    private static final String TAIL = """
            <script>
            for (const section of document.querySelectorAll('section')) {
              const same = line => section.querySelectorAll(`p[data-at="${line.dataset.at}"]`);
              const mark = (event, on) => {
                const line = event.target.closest('p[data-at]');
                if (line) same(line).forEach(other => other.classList.toggle('on', on));
              };
              section.addEventListener('mouseover', event => mark(event, true));
              section.addEventListener('mouseout', event => mark(event, false));
              section.addEventListener('click', event => {
                const line = event.target.closest('p[data-at]');
                if (!line) return;
                const other = [...same(line)].find(found => found.parentNode !== line.parentNode);
                if (other) other.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
              });
            }
            </script>
            </body>
            </html>
            """;

    private final ModuleDef module;
    private final Dump wasm;
    private final FunctionTable functions;
    private final byte[] code;
    private final Map<Integer, String> symbols;
    private final StringBuilder page = new StringBuilder();

    /// A page about a module.
    ///
    /// @param module the module, with bodies
    /// @param image  what was made of it
    /// @param console not written to
    ExplorePage(ModuleDef module, ElfImage image, Console console) {
        this.module = module;
        this.wasm = new Dump(module, console);
        this.functions = ArtifactReader.functions(image);
        this.code = ArtifactReader.code(image);
        this.symbols = MachineListing.symbols(image);
    }

    /// The page.
    ///
    /// @param title  its title
    /// @param wanted the name or index of the only function to show, or null for all
    /// @throws CommandException if no function is called so
    String text(String title, @Nullable String wanted) {
        page.append(HEAD.replace("{title}", escaped(title)));
        boolean isFound = wanted == null;
        for (int defined = 0; defined < module.funcs().size(); defined++) {
            int func = module.importedFuncs() + defined;
            String name = wasm.name(func);
            Artifact.Location location = functions.find(new FuncKey.WasmFunction(defined));
            if (location != null && (wanted == null || wanted.equals(name) || wanted.equals(Integer.toString(func)))) {
                isFound = true;
                addFunction(defined, func, name, location);
            }
        }
        if (!isFound) {
            throw new CommandException("no defined function is called " + wanted);
        }
        return page.append(TAIL).toString();
    }

    private void addFunction(int defined, int func, @Nullable String name, Artifact.Location location) {
        String label = "func[" + func + "]" + (name == null ? "" : " <" + Instructions.printable(name) + ">");
        page.append("<h2>").append(escaped(label)).append("</h2>\n<section>\n<div>\n");
        List<Dump.Line> lines = wasm.lines(defined);
        NavigableSet<Integer> starts = new TreeSet<>();
        for (Dump.Line line : lines) {
            addLine(line.start(), line.start(), "  ".repeat(line.indent()) + line.text(), "");
            starts.add(line.start());
        }
        page.append("</div>\n<div>\n");
        for (MachineListing.Line line : MachineListing.of(code, location, symbols)) {
            Integer start = starts.floor(line.wasmOffset());
            addLine(start == null ? -1 : start, line.offset(), line.text(), String.join("; ", line.notes()));
        }
        page.append("</div>\n</section>\n");
    }

    /// A line of either side.
    ///
    /// @param wasmOffset the wasm instruction that it belongs to, or -1
    /// @param offset     its own place
    private void addLine(int wasmOffset, int offset, String text, String notes) {
        if (wasmOffset < 0) {
            page.append("<p>");
        } else {
            page.append("<p class=\"c")
                    .append(wasmOffset % COLOURS)
                    .append("\" data-at=\"")
                    .append(wasmOffset)
                    .append("\">");
        }
        page.append("<b>%06x</b>  ".formatted(offset)).append(escaped(text));
        if (!notes.isEmpty()) {
            page.append("  <i>; ").append(escaped(notes)).append("</i>");
        }
        page.append("</p>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
