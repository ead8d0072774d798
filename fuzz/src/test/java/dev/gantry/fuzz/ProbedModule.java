package dev.gantry.fuzz;

import dev.gantry.fuzz.run.Plan;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.binary.ModuleWriter;
import dev.gantry.wasm.module.ModuleDef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A module that also says which instructions it executed: before and behind each there are writes to exported globals,
/// two for each opcode, which are not zero when an instruction was begun, or was left behind without a trap or branch.
///
/// Threading: immutable.
///
/// @param binary the module with the globals, which any engine can run
/// @param occurs the opcodes in the bodies
record ProbedModule(byte[] binary, Set<Opcode> occurs) {
    private static final String BEGUN = "begun ";
    private static final String ENDED = "ended ";
    private static final int I32 = 0x7F;
    private static final int MUTABLE = 1;
    private static final int GLOBAL_KIND = 3;

    /// Adds probes to a module that has globals, exports and code of its own.
    static ProbedModule of(byte[] module) {
        ModuleDef def = ModuleReader.read(module, ModuleOracle.ALL);
        Map<Opcode, Integer> globals = new EnumMap<>(Opcode.class);
        int first = def.globalSpace().size();
        List<BinaryParts.Section> sections = new ArrayList<>(BinaryParts.sections(module));
        int code = BinaryParts.indexOf(sections, ModuleWriter.CODE);
        List<byte[]> bodies = new ArrayList<>();
        for (byte[] body : BinaryParts.bodies(sections.get(code).content())) {
            bodies.add(probed(body, first, globals));
        }
        sections.set(code, new BinaryParts.Section(ModuleWriter.CODE, BinaryParts.joinBodies(bodies)));
        ByteWriter definitions = new ByteWriter();
        ByteWriter exports = new ByteWriter();
        globals.forEach((opcode, global) -> {
            for (int at = 0; at < 2; at++) {
                exports.name((at == 0 ? BEGUN : ENDED) + opcode.name());
                exports.u8(GLOBAL_KIND);
                exports.u32(global + at);
            }
        });
        for (int at = 0; at < 2 * globals.size(); at++) {
            definitions.u8(I32);
            definitions.u8(MUTABLE);
            definitions.opcode(Opcode.I32_CONST);
            definitions.s32(0);
            definitions.opcode(Opcode.END);
        }
        extend(sections, ModuleWriter.GLOBAL, 2 * globals.size(), definitions);
        extend(sections, ModuleWriter.EXPORT, 2 * globals.size(), exports);
        Set<Opcode> occurs = EnumSet.noneOf(Opcode.class);
        occurs.addAll(globals.keySet());
        return new ProbedModule(BinaryParts.join(sections), occurs);
    }

    private static byte[] probed(byte[] body, int first, Map<Opcode, Integer> globals) {
        List<byte[]> parts = BinaryParts.instructions(body);
        ByteWriter out = new ByteWriter();
        out.bytes(parts.getFirst());
        int before = -1;
        for (byte[] instr : parts.subList(1, parts.size())) {
            InstrReader reader = new InstrReader(instr, 0, instr.length);
            reader.next();
            if (before >= 0) {
                probe(out, before + 1);
            }
            before = globals.computeIfAbsent(reader.opcode(), _ -> first + 2 * globals.size());
            probe(out, before);
            out.bytes(instr);
        }
        return out.toBytes();
    }

    private static void probe(ByteWriter out, int global) {
        out.opcode(Opcode.I32_CONST);
        out.s32(1);
        out.opcode(Opcode.GLOBAL_SET);
        out.u32(global);
    }

    private static void extend(List<BinaryParts.Section> sections, int id, int count, ByteWriter more) {
        int at = BinaryParts.indexOf(sections, id);
        ByteWriter content = new ByteWriter();
        byte[] old = sections.get(at).content();
        int start = BinaryParts.lebEnd(old, 0);
        content.u32((int) BinaryParts.leb(old, 0) + count);
        content.bytes(Arrays.copyOfRange(old, start, old.length));
        content.bytes(more.toBytes());
        sections.set(at, new BinaryParts.Section(id, content.toBytes()));
    }

    /// What was begun and what ended, of the outcomes of a plan for this module.
    static void read(Plan plan, List<String> outcomes, Set<Opcode> begun, Set<Opcode> ended) {
        int last = 2 * plan.calls().size();
        if (last == 0 || outcomes.size() <= last) {
            return; // it was not instantiated
        }
        String[] values = outcomes.get(last).split(" ", -1);
        for (int at = 0; at < plan.globals().size(); at++) {
            String name = plan.globals().get(at).name();
            if (values[at].equals("i32:1") && name.startsWith(BEGUN)) {
                begun.add(Opcode.valueOf(name.substring(BEGUN.length())));
            } else if (values[at].equals("i32:1") && name.startsWith(ENDED)) {
                ended.add(Opcode.valueOf(name.substring(ENDED.length())));
            }
        }
    }
}
