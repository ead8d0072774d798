package dev.gantry.tests.code;

import dev.gantry.asm.x64.Disassembler;
import dev.gantry.asm.x64.Inst;
import dev.gantry.runtime.platform.NativeAccess;
import dev.gantry.runtime.platform.StubNames;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The machine code of the process that belongs to no module, read from where it runs. It is all instructions:
///
/// - each is one that the disassembler knows;
/// - jumps lead to instructions, and so do addresses of code; those of tables are outside of the code.
///
/// @param places each piece of code, at its address
/// @param lines  the instructions of each
record StubCode(List<Place> places, List<List<Disassembler.Line>> lines) {
    /// A piece of code.
    record Place(long address, byte[] code, String name) {}

    /// Reads what there is now.
    static StubCode read() {
        List<Place> places = new ArrayList<>();
        StubNames.watchProcess((address, bytes, name) -> {
            byte[] code = new byte[Math.toIntExact(bytes)];
            NativeAccess.copyOut(address, code, 0, code.length);
            places.add(new Place(address, code, name));
        });
        return new StubCode(
                places,
                places.stream()
                        .map(place -> Disassembler.disassemble(place.code, 0, place.code.length, place.address))
                        .toList());
    }

    /// Looks at all of it.
    ///
    /// @return what is wrong
    List<String> faults() {
        List<String> wrong = new ArrayList<>();
        Set<Long> starts = new HashSet<>();
        for (int place = 0; place < places.size(); place++) {
            for (Disassembler.Line line : lines.get(place)) {
                starts.add(places.get(place).address + line.offset());
            }
        }
        for (int place = 0; place < places.size(); place++) {
            for (Disassembler.Line line : lines.get(place)) {
                String fault = fault(line, starts);
                if (fault != null) {
                    wrong.add("%s at %#x %s: %s".formatted(places.get(place).name, line.offset(), fault, line.text()));
                }
            }
        }
        return wrong;
    }

    private @Nullable String fault(Disassembler.Line line, Set<Long> starts) {
        Inst inst = line.inst();
        if (inst == null) {
            return "is not known";
        }
        long target = line.target();
        if (target == Disassembler.NO_TARGET || starts.contains(target)) {
            return null;
        }
        return inst.isRelative() || isInside(target) ? "leads astray" : null;
    }

    private boolean isInside(long address) {
        return places.stream()
                .anyMatch(place -> address >= place.address && address < place.address + place.code.length);
    }

    /// All pieces, one behind the other.
    byte[] bytes() {
        byte[] all =
                new byte[places.stream().mapToInt(place -> place.code.length).sum()];
        int at = 0;
        for (Place place : places) {
            System.arraycopy(place.code, 0, all, at, place.code.length);
            at += place.code.length;
        }
        return all;
    }

    /// Where instructions start in [#bytes].
    BitSet starts() {
        BitSet starts = new BitSet();
        int at = 0;
        for (int place = 0; place < places.size(); place++) {
            for (Disassembler.Line line : lines.get(place)) {
                starts.set(at + line.offset());
            }
            at += places.get(place).code.length;
        }
        return starts;
    }
}
