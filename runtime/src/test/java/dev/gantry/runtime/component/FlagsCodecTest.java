package dev.gantry.runtime.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.environ.Tunables;
import dev.gantry.environ.TypeRegistry;
import dev.gantry.environ.component.Abi;
import dev.gantry.environ.component.ComponentTypes;
import dev.gantry.environ.component.Inliner;
import dev.gantry.environ.component.InterfaceType;
import dev.gantry.environ.component.InterfaceType.Primitive;
import dev.gantry.runtime.vm.EpochCounter;
import dev.gantry.runtime.vm.VmMemory;
import dev.gantry.runtime.vm.VmStore;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.StringEncoding;
import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.MemoryType;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Flags without any flag (R63). Validation refuses them by now, so they come from no binary; the canonical ABI has a
/// place for them all the same, and that is none.
class FlagsCodecTest {
    private final ComponentTypes types = new ComponentTypes();
    private final InterfaceType none = types.flags(List.of());
    private final InterfaceType.RecordType around = types.tuple(
            List.of(types.primitive(Primitive.PrimitiveKind.U8), none, types.primitive(Primitive.PrimitiveKind.U8)));

    private static final class Bits implements Codecs.Bits {
        @Override
        public Object make(int[] words) {
            return words.clone();
        }

        @Override
        public int[] words(@Nullable Object value) {
            return (int[]) Objects.requireNonNull(value);
        }
    }

    private static final class Numbers implements Codecs.Scalars {
        @Override
        public Object box(long bits) {
            return bits;
        }

        @Override
        public long unbox(@Nullable Object value) {
            return (Long) Objects.requireNonNull(value);
        }
    }

    private static final class Fields implements Codecs.Fields {
        @Override
        public Object make(@Nullable Object[] fields) {
            return fields;
        }

        @Override
        public @Nullable Object[] take(@Nullable Object value) {
            return (Object[]) Objects.requireNonNull(value);
        }
    }

    private Codec codec() {
        Codec number = Codecs.scalar((Primitive) types.primitive(Primitive.PrimitiveKind.U8), new Numbers());
        Codec flags = Codecs.flags((InterfaceType.Flags) none, new Bits());
        return Codecs.record(around, List.of(number, flags, number), new Fields());
    }

    private static Transfer transfer(VmStore store, VmMemory memory) {
        ComponentDef empty = new ComponentDef(new byte[0], new CodeRange(0, 0), List.of(), List.of());
        VmComponent component = new VmComponent(Inliner.inline(empty, store.types), List.of());
        VmComponentInstance instance = VmComponentInstance.instantiate(
                store, component, new ComponentImports(List.of(), List.of(), List.of()));
        CanonOptions options =
                new CanonOptions(new InstanceState(null), StringEncoding.UTF8, memory, false, null, null);
        return new Transfer(instance, options, new CallScope());
    }

    /// R63
    @Test
    void flagsWithoutFlagsTakeNoRoom() {
        Abi abi = none.abi(false);
        assertThat(abi.size()).isZero();
        assertThat(abi.align()).isEqualTo(1);
        assertThat(abi.flatCount()).isZero();
        assertThat(around.abi(false).size()).isEqualTo(2);
        assertThat(around.offset(2, false)).isEqualTo(1);
    }

    /// R63, R157: as core values and through memory, both ways.
    @Test
    void flagsWithoutFlagsPassOnAllRoutes() {
        try (VmStore store = new VmStore(Tunables.defaults(), new TypeRegistry(), new EpochCounter())) {
            VmMemory memory = VmMemory.create(store, new MemoryType(false, false, Limits.of(1, 1), 16));
            Transfer transfer = transfer(store, memory);
            Object[] value = {7L, new int[0], 9L};
            long[] slots = {-1, -1, -1};
            codec().lower(transfer, value, slots, 0);
            assertThat(slots).containsExactly(7, 9, -1);
            assertThat(Arrays.deepEquals((Object[]) codec().lift(transfer, slots, 0), value))
                    .isTrue();
            memory.store32(16, -1);
            codec().store(transfer, value, 16);
            assertThat(memory.load32(16)).isEqualTo(0xFFFF_0907);
            assertThat(Arrays.deepEquals((Object[]) codec().load(transfer, 16), value))
                    .isTrue();
        }
    }
}
