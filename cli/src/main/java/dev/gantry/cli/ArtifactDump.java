package dev.gantry.cli;

import dev.gantry.environ.artifact.ArtifactKind;
import dev.gantry.environ.artifact.ArtifactReader;
import dev.gantry.environ.artifact.ArtifactReader.StoredModule;
import dev.gantry.environ.artifact.ElfImage;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.environ.spi.Machine;
import dev.gantry.wasm.binary.NameSection;
import dev.gantry.wasm.module.ModuleDef;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Prints a precompiled module or component: what it was made with, its sections, its functions, and their machine
/// code if it is such.
final class ArtifactDump {
    private static final int COLUMN = 30;
    private static final int BYTES_PER_LINE = 9;

    private final ElfImage image;
    private final List<StoredModule> modules;
    private final Console console;

    ArtifactDump(byte[] bytes, Console console) {
        this.image = ElfImage.read(bytes);
        this.modules = ArtifactReader.modules(image);
        this.console = console;
    }

    /// What the artifact says of itself, then a line per section.
    void printSections(String file) throws IOException {
        console.println(file + ": precompiled " + image.kind() + " for " + image.machine() + ", " + image.bytes().length
                + " bytes");
        console.println("");
        for (Map<String, String> values : List.of(ArtifactReader.about(image), ArtifactReader.settings(image))) {
            for (Map.Entry<String, String> value : values.entrySet()) {
                StringBuilder line = new StringBuilder();
                Syntax.wrap(line, value.getKey(), COLUMN, Instructions.printable(value.getValue()));
                console.print(line.toString());
            }
        }
        console.println("");
        console.println("section                start        end       size");
        for (ElfImage.Section section : image.sections()) {
            console.println("%-18s %#9x  %#9x  %9d"
                    .formatted(section.name(), section.offsetBytes(), section.end(), section.sizeBytes()));
        }
    }

    /// A line per function: where its code lies in the section with the code of its module. Behind it the code,
    /// unless it is portable.
    ///
    /// @param wanted the name, index or symbol of the only one to print, or null for all
    void printFunctions(@Nullable String wanted) throws IOException {
        boolean isFound = wanted == null;
        for (StoredModule module : modules) {
            isFound |= printFunctions(module, wanted);
        }
        if (!isFound) {
            throw new CommandException("no function is called " + wanted);
        }
    }

    private boolean printFunctions(StoredModule stored, @Nullable String wanted) throws IOException {
        if (wanted == null) {
            console.println("");
            console.println("function               start       size  in wasm"
                    + (image.kind() == ArtifactKind.COMPONENT ? ", of " + stored.text() : ""));
        }
        boolean isFound = false;
        ModuleDef module = stored.module();
        NameSection names = NameSection.of(module);
        Map<Integer, String> symbols = MachineListing.symbols(stored);
        for (int entry = 0; entry < stored.symbols().size(); entry++) {
            ElfImage.Symbol symbol = stored.symbols().get(entry);
            int defined = definedIndex(stored, entry);
            String name = defined < 0 ? null : names.func(module.importedFuncs() + defined);
            boolean isWanted = wanted == null
                    || wanted.equals(symbol.name())
                    || wanted.equals(name)
                    || (defined >= 0 && wanted.equals(Integer.toString(module.importedFuncs() + defined)));
            if (isWanted) {
                isFound = true;
                console.println("%-18s %#9x  %9d%s"
                        .formatted(
                                symbol.name(),
                                symbol.offsetBytes(),
                                symbol.sizeBytes(),
                                origin(module, defined, name)));
                if (image.machine() == Machine.X64) {
                    printCode(
                            MachineListing.of(stored.code(), stored.functions().location(entry), symbols),
                            stored.code());
                }
            }
        }
        return isFound;
    }

    /// Offset, bytes and instruction on each line; a line for each wasm instruction that the code behind it is for.
    private void printCode(List<MachineListing.Line> lines, byte[] code) throws IOException {
        for (MachineListing.Line line : lines) {
            if (line.isFirst() && line.wasmOffset() >= 0) {
                console.println("            ; wasm 0x" + Integer.toHexString(line.wasmOffset()));
            }
            int shown = Math.min(line.length(), BYTES_PER_LINE);
            String notes = line.notes().isEmpty() ? "" : " ; " + String.join("; ", line.notes());
            console.println(" %08x: %-26s | %s%s"
                    .formatted(line.offset(), hex(code, line.offset(), shown), line.text(), notes));
            if (shown < line.length()) {
                console.println(" %08x: %-26s |"
                        .formatted(line.offset() + shown, hex(code, line.offset() + shown, line.length() - shown)));
            }
        }
    }

    private static String hex(byte[] code, int from, int length) {
        return HexFormat.ofDelimiter(" ").formatHex(code, from, from + length);
    }

    private static String origin(ModuleDef module, int defined, @Nullable String name) {
        if (defined < 0) {
            return "";
        }
        return "  func[" + (module.importedFuncs() + defined) + "]"
                + (name == null ? "" : " <" + Instructions.printable(name) + ">") + " at 0x"
                + Integer.toHexString(module.funcs().get(defined).body().start());
    }

    private static int definedIndex(StoredModule stored, int entry) {
        return stored.functions().key(entry) instanceof FuncKey.WasmFunction(int defined)
                        && defined < stored.module().funcs().size()
                ? defined
                : -1;
    }
}
