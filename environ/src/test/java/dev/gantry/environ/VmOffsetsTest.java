package dev.gantry.environ;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class VmOffsetsTest {
    private static final VmOffsets.Counts SOME = new VmOffsets.Counts(3, 1, 2, 5, 1, 2, 1, 7, 3, 4);

    @Test
    void regionsFollowEachOtherWithoutOverlap() {
        VmOffsets offsets = new VmOffsets(SOME);
        List<VmOffsets.Region> regions = offsets.regions();
        for (int next = 1; next < regions.size(); next++) {
            int gap = regions.get(next).offset() - regions.get(next - 1).end();
            assertThat(gap).isBetween(0, 15);
        }
        assertThat(offsets.size() - regions.getLast().end()).isBetween(0, 15);
        assertThat(offsets.size() % 16).isZero();
    }

    @Test
    void addressesAndVectorsAreAligned() {
        VmOffsets offsets = new VmOffsets(SOME);
        assertThat(offsets.magic()).isZero();
        for (int offset : new int[] {
            offsets.storeContext(),
            offsets.builtins(),
            offsets.typeIds(),
            offsets.importedFunc(2),
            offsets.importedTable(0),
            offsets.importedMemory(1),
            offsets.importedGlobal(4),
            offsets.importedTag(0),
            offsets.table(1),
            offsets.memory(0),
            offsets.tag(2),
            offsets.funcRef(3)
        }) {
            assertThat(offset % 8).isZero();
        }
        assertThat(offsets.global(6) % 16).isZero();
        assertThat(offsets.global(6) - offsets.global(5)).isEqualTo(VmOffsets.GlobalDefinition.SIZE);
    }

    /// R88: contexts of hosts, instances and stores are told apart by their first bytes.
    @Test
    void magicsDiffer() {
        assertThat(List.of(VmOffsets.INSTANCE_MAGIC, VmOffsets.HOST_FUNC_MAGIC, VmOffsets.STORE_MAGIC))
                .doesNotHaveDuplicates();
        assertThat(VmOffsets.INSTANCE_MAGIC).isEqualTo(0x6E69_7467);
        assertThat(VmOffsets.HostFuncContext.MAGIC).isEqualTo(new VmOffsets(SOME).magic());
        assertThat(VmOffsets.StoreContext.MAGIC).isZero();
    }

    @Test
    void indicesAreChecked() {
        VmOffsets offsets = new VmOffsets(SOME);
        assertThatThrownBy(() -> offsets.importedFunc(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> offsets.table(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void contextsThatAreTooLargeAreRefused() {
        int many = 1_000_000;
        new VmOffsets(new VmOffsets.Counts(many, many, many, many, many, many, many, many, many, many));
        assertThatThrownBy(() -> new VmOffsets(new VmOffsets.Counts(1 << 26, 0, 0, 0, 0, 0, 0, 0, 0, 0)))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void theTextIsATable() {
        assertThat(new VmOffsets(new VmOffsets.Counts(0, 0, 0, 0, 0, 0, 1, 1, 0, 0))
                        .toString()
                        .lines()
                        .map(String::strip))
                .contains("0    4 x 1      magic", "32   16 x 1      memories", "48   16 x 1      globals", "64");
    }
}
