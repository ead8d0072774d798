package dev.gantry.runtime.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The level from pc to code object (R96).
class CodeRegistryTest {
    @Test
    void manyModulesInOneRegionAreToldApart_R96() {
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            CodeRegistry<Integer> registry = new CodeRegistry<>();
            TreeMap<Long, Long> model = new TreeMap<>();
            for (int step = 0; step < 300; step++) {
                long start = random.nextLong(1000);
                long end = start + random.nextLong(10);
                if (random.nextInt(3) == 0 && !model.isEmpty()) {
                    List<Long> starts = new ArrayList<>(model.keySet());
                    long gone = starts.get(random.nextInt(starts.size()));
                    model.remove(gone);
                    registry.remove(gone);
                } else if (isFree(model, start, end)) {
                    model.put(start, end);
                    registry.add(start, end, (int) start);
                } else {
                    assertThatThrownBy(() -> registry.add(start, end, -1)).isInstanceOf(IllegalArgumentException.class);
                }
                long pc = random.nextLong(1010);
                Map.Entry<Long, Long> entry = model.floorEntry(pc);
                Integer expected = entry != null && pc < entry.getValue()
                        ? Integer.valueOf(entry.getKey().intValue())
                        : null;
                assertThat(registry.find(pc)).as("seed %d, pc %d", seed, pc).isEqualTo(expected);
            }
            assertThat(registry.size()).isEqualTo(model.size());
        }
    }

    private static boolean isFree(Map<Long, Long> model, long start, long end) {
        return start < end
                && model.entrySet().stream().noneMatch(range -> start < range.getValue() && range.getKey() < end);
    }

    @Test
    void whatIsNotThereIsNotRemoved() {
        CodeRegistry<String> registry = new CodeRegistry<>();
        registry.add(10, 20, "code");
        assertThatThrownBy(() -> registry.remove(11)).isInstanceOf(AssertionError.class);
        assertThat(registry.find(9)).isNull();
        assertThat(registry.find(19)).isEqualTo("code");
        assertThat(registry.find(20)).isNull();
    }
}
