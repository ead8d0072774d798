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

    /// A module with what was made of it.
    ///
    /// @param title  its heading; empty for the only one
    /// @param module the module, with bodies
    /// @param wasm   its instructions
    /// @param made   its functions and their code
    private record Part(String title, ModuleDef module, Dump wasm, StoredModule made) {}

    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder page = new StringBuilder();

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
            parts.add(new Part(title, module, new Dump(module, console), made.get(number)));
        }
    }

    /// The page.
    ///
    /// @param title  its title
    /// @param wanted the name or index of the only function to show, or null for all
    /// @throws CommandException if no function is called so
    String text(String title, @Nullable String wanted) {
        page.append(HEAD.replace("{title}", escaped(title)));
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
        page.append("<h2>").append(escaped(label)).append("</h2>\n<section>\n<div>\n");
        List<Dump.Line> lines = part.wasm().lines(defined);
        NavigableSet<Integer> starts = new TreeSet<>();
        for (Dump.Line line : lines) {
            addLine(line.start(), line.start(), "  ".repeat(line.indent()) + line.text(), "");
            starts.add(line.start());
        }
        page.append("</div>\n<div>\n");
        Map<Integer, String> symbols = MachineListing.symbols(part.made());
        for (MachineListing.Line line : MachineListing.of(part.made().code(), location, symbols)) {
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
