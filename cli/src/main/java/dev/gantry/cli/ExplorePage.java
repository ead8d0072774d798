package dev.gantry.cli;

import dev.gantry.environ.artifact.Artifact;
import dev.gantry.environ.artifact.ArtifactKind;
import dev.gantry.environ.artifact.ArtifactReader;
import dev.gantry.environ.artifact.ArtifactReader.StoredModule;
import dev.gantry.environ.artifact.ElfImage;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.wasm.module.ModuleDef;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.jspecify.annotations.Nullable;

/// A page with the wasm instructions of functions on the left and their machine code on the right; on narrow screens,
/// above and below.
///
/// Both sides carry the offset of the wasm instruction. Pointing at one side marks the other; a click, or the arrow
/// keys in a side that has the focus, choose an instruction and bring both sides into view. Colours tell neighbours
/// apart without a pointer. Style and script are in the page.
///
/// A module may have a million lines, too many for a browser to lay out: those of a function are text that the script
/// turns into lines of the page when the function is opened. Long texts are packed (deflate, in Base64).
///
/// ```text
///   <script type="text/plain">
///   offset ⇥ instruction                                            lines of wasm, in HTML's escapes
///                                                                   an empty line
///   offset of the wasm instruction ⇥ offset ⇥ instruction ⇥ notes   lines of machine code; no first offset if none
///   </script>
/// ```
///
/// Threading: confined to one thread.
final class ExplorePage {
    /// So many functions are open from the start.
    private static final int MOST_OPEN = 8;

    /// Texts are packed from this length on.
    private static final int PACKED_CHARS = 1 << 10;

    // language=html
    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>{title}</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 13px/1.5 ui-monospace, monospace; margin: 1em; }
            h1 { font-size: 1.3em; margin: 0 0 .6em; overflow-wrap: anywhere; }
            details { content-visibility: auto; contain-intrinsic-size: auto 1.9em; }
            summary { padding: .2em 0; cursor: pointer; overflow-wrap: anywhere; }
            summary b { margin-right: 1em; }
            small, output { opacity: .75; }
            input { font: inherit; padding: .2em .4em; width: 40em; max-width: 100%; box-sizing: border-box; }
            form { margin-bottom: .6em; }
            section { display: grid; grid-template-columns: 1fr 1fr; gap: .6em 1em; margin-bottom: .6em; }
            section > div { max-height: 85vh; overflow: auto; border: 1px solid #8886; }
            h2 { font-size: 1em; margin: 0; padding: .1em .6em; background: #ddd; position: sticky; top: 0; left: 0;
                z-index: 1; }
            p { margin: 0; padding: 0 .6em; white-space: pre; border-left: .4em solid transparent;
                box-sizing: border-box; width: max-content; min-width: 100%; scroll-margin: 2em 0 0; }
            p[data-at] { cursor: pointer; }
            p b { font-weight: normal; opacity: .65; }
            p i { opacity: .8; }
            .c0 { border-color: #e6194b; } .c1 { border-color: #3cb44b; } .c2 { border-color: #5a78f0; }
            .c3 { border-color: #f58231; } .c4 { border-color: #b04cd0; } .c5 { border-color: #2aa5a5; }
            .on { background: #ffd54f66; }
            .chosen { background: #ffb300a0; }
            @media (prefers-color-scheme: dark) { h2 { background: #333; } .chosen { background: #b27a00a0; } }
            @media (max-width: 800px) { section { grid-template-columns: 100%; } section > div { max-height: 42vh; } }
            </style>
            </head>
            <body>
            <h1>{title}</h1>
            <noscript><p>This page needs its script.</p></noscript>
            <form><input type="search" aria-label="functions" placeholder="functions whose names contain …">
            <output></output></form>
            """;

    // language=html
    private static final String TAIL = """
            <script>
            const unpack = packed => {
              const bytes = Uint8Array.from(atob(packed), character => character.charCodeAt(0));
              const text = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
              return new Response(text).text();
            };
            const lines = side => side.split('\\n').map(line => line.split('\\t'));
            const sections = text => {
              const [wasm, code] = text.split('\\n\\n').map(lines);
              const places = new Set(code.map(line => line[0]));
              const colors = new Map();
              wasm.forEach(line => places.has(line[0]) && colors.set(line[0], colors.size % 6));
              const row = (at, offset, words, notes) => {
                const place = colors.has(at) ? ` class="c${colors.get(at)}" data-at="${at}"` : '';
                const note = notes ? `  <i>; ${notes}</i>` : '';
                return `<p${place}><b>${offset.padStart(6, '0')}</b>  ${words}${note}</p>`;
              };
              const side = (name, rows) => `<div tabindex="0" aria-label="${name}"><h2>${name}</h2>${rows.join('')}</div>`;
              return `<section>${side('WebAssembly', wasm.map(line => row(line[0], ...line)))}`
                + `${side('{machine}', code.map(line => row(...line)))}</section>`;
            };
            const fill = async details => {
              const source = details.querySelector('script');
              if (!details.open || !source) return;
              source.remove();
              const text = source.textContent.trim();
              const unpacked = source.type === 'text/plain' ? text : await unpack(text);
              details.insertAdjacentHTML('beforeend', sections(unpacked.trimEnd()));
            };
            const all = [...document.querySelectorAll('details')];
            all.forEach(fill);
            document.addEventListener('toggle', event => fill(event.target), true);

            const lineOf = event => event.target.closest?.('p[data-at]');
            const toggle = (line, name, on) => line?.closest('section').querySelectorAll(`[data-at="${line.dataset.at}"]`)
              .forEach(one => one.classList.toggle(name, on));
            document.addEventListener('mouseover', event => toggle(lineOf(event), 'on', true));
            document.addEventListener('mouseout', event => toggle(lineOf(event), 'on', false));

            let chosen;
            const choose = line => {
              toggle(chosen, 'chosen', false);
              chosen = line;
              toggle(chosen, 'chosen', true);
              for (const pane of line.closest('section').children) {
                const shown = pane === line.parentNode ? line : pane.querySelector('.chosen');
                shown.scrollIntoView({ block: 'nearest', inline: 'nearest' });
              }
            };
            document.addEventListener('click', event => lineOf(event) && choose(lineOf(event)));
            document.addEventListener('keydown', event => {
              const pane = event.target.closest?.('section > div');
              const side = ['ArrowLeft', 'ArrowRight'].indexOf(event.key);
              const step = { ArrowUp: 'previousElementSibling', ArrowDown: 'nextElementSibling' }[event.key];
              if (!pane || side < 0 && !step) return;
              if (side >= 0) {
                event.preventDefault();
                pane.parentNode.children[side].focus();
                return;
              }
              const from = chosen?.parentNode === pane ? chosen : pane.querySelector('.chosen');
              let line = from ? from[step] : pane.querySelector('p[data-at]');
              while (from && line && (line.dataset.at ?? from.dataset.at) === from.dataset.at) line = line[step];
              if (line?.dataset.at) {
                event.preventDefault();
                choose(line);
              }
            });

            const [search, found] = document.querySelectorAll('input, output');
            search.form.addEventListener('submit', event => event.preventDefault());
            search.addEventListener('input', () => {
              const wanted = search.value.toLowerCase();
              const hits = all.filter(one => {
                one.hidden = !one.firstElementChild.firstElementChild.textContent.toLowerCase().includes(wanted);
                return !one.hidden;
              });
              found.textContent = wanted && `${hits.length} of ${all.length}`;
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
    private final String machine;
    private boolean opensAll;

    /// A page about a module or the modules of a component.
    ///
    /// @param modules the modules, with bodies
    /// @param image   what was made of them
    /// @param console not written to
    ExplorePage(List<ModuleDef> modules, ElfImage image, Console console) {
        machine = String.valueOf(image.machine());
        List<StoredModule> made = ArtifactReader.modules(image);
        for (int number = 0; number < modules.size(); number++) {
            ModuleDef module = modules.get(number);
            String title = image.kind() == ArtifactKind.COMPONENT ? "module " + number : "";
            Dump wasm = new Dump(module, console);
            parts.add(new Part(title, module, wasm, made.get(number), symbols(module, wasm, made.get(number))));
        }
    }

    /// The names that functions have in the module stand for those that the artifact gives them.
    private static Map<Integer, String> symbols(ModuleDef module, Dump wasm, StoredModule made) {
        Map<Integer, String> symbols = MachineListing.symbols(made);
        for (int defined = 0; defined < module.funcs().size(); defined++) {
            String name = wasm.name(module.importedFuncs() + defined);
            Artifact.Location location = made.functions().find(new FuncKey.WasmFunction(defined));
            if (name != null && location != null) {
                symbols.put(location.offsetBytes(), Instructions.printable(name));
            }
        }
        return symbols;
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
        return page.append(TAIL.replace("{machine}", machine)).toString();
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
        StringBuilder text = new StringBuilder();
        NavigableSet<Integer> starts = new TreeSet<>();
        int wasmBytes = 0;
        for (Dump.Line line : part.wasm().lines(defined)) {
            appendOffset(text, line.start());
            appendEscaped(text, "  ".repeat(line.indent()) + line.text());
            text.append('\n');
            starts.add(line.start());
            wasmBytes = line.end() - starts.first();
        }
        text.append('\n');
        for (MachineListing.Line line : MachineListing.of(part.made().code(), location, part.names())) {
            addMachineLine(text, starts.floor(line.wasmOffset()), line);
        }
        page.append(opensAll ? "<details open>" : "<details>").append("<summary><b>");
        appendEscaped(page, label);
        page.append("</b> <small>").append(wasmBytes).append(" B → ").append(location.sizeBytes());
        page.append(" B</small></summary>\n<script type=\"text/");
        if (text.length() < PACKED_CHARS) {
            page.append("plain\">\n").append(text);
        } else {
            page.append("deflate\">\n").append(packed(text.toString())).append('\n');
        }
        page.append("</script></details>\n");
    }

    private static void addMachineLine(StringBuilder text, @Nullable Integer wasmOffset, MachineListing.Line line) {
        if (wasmOffset == null) {
            text.append('\t');
        } else {
            appendOffset(text, wasmOffset);
        }
        appendOffset(text, line.offset());
        appendEscaped(text, line.text());
        if (!line.notes().isEmpty()) {
            text.append('\t');
            appendEscaped(text, String.join("; ", line.notes()));
        }
        text.append('\n');
    }

    private static void appendOffset(StringBuilder text, int offset) {
        text.append(Integer.toHexString(offset)).append('\t');
    }

    private static String packed(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
                DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError("bytes in memory", e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
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
