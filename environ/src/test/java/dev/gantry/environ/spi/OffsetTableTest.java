package dev.gantry.environ.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OffsetTableTest {
    private final OffsetTable table = OffsetTable.of(new int[] {4, 8, 20}, new int[] {1, 2, 3});

    @Test
    void exactOffsetsAreFound() {
        assertThat(table.at(8, -1)).isEqualTo(2);
        assertThat(table.at(9, -1)).isEqualTo(-1);
    }

    @Test
    void floorTakesTheEntryAtOrBefore() {
        assertThat(table.floor(3, -1)).isEqualTo(-1);
        assertThat(table.floor(4, -1)).isEqualTo(1);
        assertThat(table.floor(19, -1)).isEqualTo(2);
        assertThat(table.floor(1000, -1)).isEqualTo(3);
    }

    @Test
    void offsetsMustAscend() {
        assertThatThrownBy(() -> OffsetTable.of(new int[] {4, 4}, new int[] {1, 2}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyOffsetNeedsAValue() {
        assertThatThrownBy(() -> OffsetTable.of(new int[] {4}, new int[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
