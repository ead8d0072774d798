package dev.gantry.wasm.binary;

import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.module.FuncDef;
import dev.gantry.wasm.module.ModuleDef;

/// The binary of a module without the bodies of its functions: what is left to know of a module whose code has been
/// compiled. [ModuleReader#readOutline] reads it.
///
/// All sections are kept as they are but the code section, which says instead where the bodies were, since backtraces
/// and debug information name places in the original binary:
///
/// ```text
///   0x0A size { start of the content, its size, count, count { bytes between this body and what precedes it, size } }
/// ```
///
/// Threading: stateless.
public final class ModuleOutline {
    private static final int HEADER_BYTES = 8;

    private ModuleOutline() {}

    /// Writes the outline of a module.
    ///
    /// @param module a module with bodies
    /// @return the outline
    public static byte[] write(ModuleDef module) {
        ByteWriter out = new ByteWriter();
        write(module, out);
        return out.toBytes();
    }

    /// Writes the outline of a module.
    ///
    /// @param module a module with bodies
    /// @param out    where to
    public static void write(ModuleDef module, ByteWriter out) {
        byte[] bytes = module.bytes();
        CodeRange code = module.codeSection();
        int copied = module.range().start();
        int end = module.range().end();
        ByteReader in = new ByteReader(bytes, copied + HEADER_BYTES, end);
        while (in.hasRemaining()) {
            int start = in.offset();
            int id = in.readByte();
            int size = in.readU32();
            boolean isCode = id == Section.CODE.id();
            if (isCode) {
                out.bytes(bytes, copied, start);
                out.u8(id);
                writeBodyRanges(out, module, code);
                copied = in.offset() + size;
            }
            in.skip(size);
        }
        out.bytes(bytes, copied, end);
    }

    private static void writeBodyRanges(ByteWriter out, ModuleDef module, CodeRange code) {
        int content = out.beginSized();
        out.u32(code.start());
        out.u32(code.size());
        out.u32(module.funcs().size());
        int at = code.start();
        for (FuncDef func : module.funcs()) {
            out.u32(func.body().start() - at);
            out.u32(func.body().size());
            at = func.body().end();
        }
        out.endSized(content);
    }
}
