package dev.gantry.environ.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BuiltinTest {
    /// Numbers are part of every artifact; this list only ever grows.
    private static final Map<String, Integer> PUBLISHED = Map.ofEntries(
            Map.entry("memory_grow", 0),
            Map.entry("memory_copy", 1),
            Map.entry("memory_fill", 2),
            Map.entry("memory_init", 3),
            Map.entry("data_drop", 4),
            Map.entry("table_grow", 5),
            Map.entry("table_copy", 6),
            Map.entry("table_fill", 7),
            Map.entry("table_init", 8),
            Map.entry("elem_drop", 9),
            Map.entry("ref_func", 10),
            Map.entry("table_get_lazy_func", 11),
            Map.entry("is_subtype", 12),
            Map.entry("throw", 13),
            Map.entry("throw_ref", 14),
            Map.entry("atomic_notify", 15),
            Map.entry("atomic_wait32", 16),
            Map.entry("atomic_wait64", 17),
            Map.entry("out_of_fuel", 18),
            Map.entry("new_epoch", 19),
            Map.entry("trap", 20),
            Map.entry("gc_alloc", 21),
            Map.entry("gc", 22),
            Map.entry("gc_read_barrier", 23),
            Map.entry("gc_write_barrier", 24),
            Map.entry("gc_is_of_type", 26),
            Map.entry("gc_check_foreign", 27),
            Map.entry("instruction", 25));

    @Test
    @DisplayName("R136: the number of a builtin never changes, whatever features are on")
    void numbersAreStable() {
        Map<String, Integer> found =
                Arrays.stream(Builtin.values()).collect(Collectors.toMap(Builtin::text, Builtin::number));
        assertThat(found).containsAllEntriesOf(PUBLISHED);
        assertThat(found.values()).doesNotHaveDuplicates();
    }
}
