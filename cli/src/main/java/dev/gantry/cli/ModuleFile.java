package dev.gantry.cli;

import dev.gantry.Engine;
import dev.gantry.Module;
import dev.gantry.Precompiled;
import dev.gantry.component.Component;
import dev.gantry.environ.artifact.ElfImage;
import dev.gantry.wasm.component.binary.ComponentReader;
import dev.gantry.wasm.component.text.ComponentParser;
import dev.gantry.wasm.text.SourceText;
import dev.gantry.wasm.text.TextParser;
import dev.gantry.wasm.text.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// A file that holds a module, in binary or text form or precompiled, or a component in binary or text form.
///
/// @param name  how messages call it
/// @param bytes its content
record ModuleFile(String name, byte[] bytes) {
    private static final String STANDARD_INPUT = "-";
    private static final int MAX_BYTES = 1 << 30;
    private static final int PREFIX_BYTES = 512;

    /// Reads a file; `-` is standard input. The kind is told by the first bytes, before the rest is read.
    ///
    /// @throws CommandException if it is no file that can hold a module
    /// @throws IOException      if it cannot be read
    static ModuleFile read(String name, Console console) throws IOException {
        if (name.equals(STANDARD_INPUT)) {
            return read("<stdin>", console.in());
        }
        Path file = Path.of(name);
        if (Files.isDirectory(file)) {
            throw new CommandException("is a folder, expected a module");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(name, in);
        }
    }

    private static ModuleFile read(String name, InputStream in) throws IOException {
        byte[] prefix = in.readNBytes(PREFIX_BYTES);
        checkKind(prefix);
        byte[] rest = in.readNBytes(MAX_BYTES - PREFIX_BYTES);
        if (in.read() >= 0) {
            throw new CommandException("is larger than 1 GiB");
        }
        byte[] bytes = new byte[prefix.length + rest.length];
        System.arraycopy(prefix, 0, bytes, 0, prefix.length);
        System.arraycopy(rest, 0, bytes, prefix.length, rest.length);
        // a file of the cache has the binary behind the artifact
        return new ModuleFile(name, Engine.detectPrecompiled(prefix).isPresent() ? ElfImage.withoutTail(bytes) : bytes);
    }

    private static void checkKind(byte[] prefix) {
        if (prefix.length == 0) {
            throw new CommandException("is empty, expected a module");
        }
        if (Engine.detectPrecompiled(prefix).isPresent()) {
            return;
        }
        if (startsWith(prefix, 0x7F, 'E', 'L', 'F')) {
            throw new CommandException("is an ELF file, expected a WebAssembly module");
        }
        if (startsWith(prefix, 'P', 'K', 3, 4)) {
            throw new CommandException("is an archive, expected a WebAssembly module");
        }
        if (!startsLikeMagic(prefix) && !isText(prefix)) {
            throw new CommandException("is neither a WebAssembly binary (magic header not detected) nor text");
        }
    }

    /// Also true of a binary that ends within its magic header; the decoder says so with the offset.
    private static boolean startsLikeMagic(byte[] prefix) {
        byte[] magic = {0, 'a', 's', 'm'};
        int length = Math.min(prefix.length, magic.length);
        return Arrays.equals(prefix, 0, length, magic, 0, length);
    }

    /// Control characters tell other files from text.
    private static boolean isText(byte[] prefix) {
        for (byte character : prefix) {
            if (character >= 0 && character < ' ' && "\t\n\f\r".indexOf(character) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean startsWith(byte[] bytes, int... start) {
        for (int position = 0; position < start.length; position++) {
            if (position >= bytes.length || bytes[position] != start[position]) {
                return false;
            }
        }
        return true;
    }

    /// Whether the content is in the binary form.
    boolean isBinary() {
        return bytes[0] == 0;
    }

    /// Whether the content is a precompiled module.
    boolean isPrecompiled() {
        return Engine.detectPrecompiled(bytes).isPresent();
    }

    /// The module, compiled unless it is so already.
    ///
    /// @throws dev.gantry.wasm.WasmException if it is wrong, or was compiled under other settings
    Module load(Engine engine) {
        return isPrecompiled() ? Module.deserialize(engine, bytes) : Module.of(engine, binary());
    }

    /// The same file with text parsed.
    ///
    /// @throws dev.gantry.wasm.MalformedException if the text is malformed
    ModuleFile inBinary() {
        return isPrecompiled() || isBinary() ? this : new ModuleFile(name, moduleOrComponent());
    }

    /// Whether the content, which is no text, is a component.
    boolean isComponent() {
        return Engine.detectPrecompiled(bytes)
                .map(Precompiled.COMPONENT::equals)
                .orElseGet(() -> ComponentReader.isComponent(bytes));
    }

    /// The component, compiled unless it is so already.
    ///
    /// @throws dev.gantry.wasm.WasmException if it is wrong, or was compiled under other settings
    Component loadComponent(Engine engine) {
        return isPrecompiled() ? Component.deserialize(engine, bytes) : Component.of(engine, bytes);
    }

    /// The module in its binary form; text is parsed.
    ///
    /// @throws dev.gantry.wasm.MalformedException if the text is malformed
    /// @throws CommandException                   if the module is precompiled
    byte[] binary() {
        if (isPrecompiled()) {
            throw new CommandException("is precompiled, expected a WebAssembly module");
        }
        return isBinary() ? bytes : TextParser.parseModule(text(), name);
    }

    /// The module or component in its binary form; text is parsed.
    ///
    /// @throws dev.gantry.wasm.MalformedException if the text is malformed
    /// @throws CommandException                   if the module is precompiled
    byte[] moduleOrComponent() {
        if (isPrecompiled() || isBinary()) {
            return binary();
        }
        Tokens tokens = Tokens.of(new SourceText(text(), name));
        return ComponentParser.isComponent(tokens)
                ? ComponentParser.parseComponent(tokens)
                : TextParser.parseModule(tokens);
    }

    /// The content as text.
    ///
    /// @throws CommandException if it is no UTF-8
    String text() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CommandException("is neither a WebAssembly binary nor text in UTF-8");
        }
    }
}
