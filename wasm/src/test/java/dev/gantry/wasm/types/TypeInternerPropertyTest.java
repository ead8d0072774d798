package dev.gantry.wasm.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Canonical types against a slow oracle, on random modules. `-Dseed=` replays a run.
class TypeInternerPropertyTest {
    private static final long SEED = Long.getLong("seed", 20_251_101L);

    private final Random random = new Random(SEED);
    private final TypeInterner interner = new TypeInterner();

    /// A random group whose types mention the group itself and types before it.
    private List<SubType> randomGroup(int first) {
        int size = 1 + random.nextInt(3);
        List<SubType> group = new ArrayList<>();
        for (int position = 0; position < size; position++) {
            boolean hasSupertype = first + position > 0 && random.nextInt(3) == 0;
            HeapType supertype = hasSupertype ? new HeapType.Index(random.nextInt(first + position)) : null;
            group.add(new SubType(random.nextBoolean(), supertype, randomComposite(first + size)));
        }
        return group;
    }

    private CompositeType randomComposite(int typeCount) {
        return switch (random.nextInt(3)) {
            case 0 -> FuncType.of(randomTypes(typeCount), randomTypes(typeCount));
            case 1 ->
                new StructType(randomTypes(typeCount).stream()
                        .map(type -> new FieldType(type, random.nextBoolean()))
                        .toList());
            default -> new ArrayType(new FieldType(PackedType.I8, random.nextBoolean()));
        };
    }

    private List<ValType> randomTypes(int typeCount) {
        List<ValType> types = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            types.add(
                    switch (random.nextInt(3)) {
                        case 0 -> ValType.I32;
                        case 1 -> RefType.ANYREF;
                        default -> new RefType(random.nextBoolean(), new HeapType.Index(random.nextInt(typeCount)));
                    });
        }
        return types;
    }

    /// The oracle: a group spelled out, its own types by position and others by the number of their spelling.
    private static String spell(List<SubType> group, int first, Map<Integer, Integer> numberOfType) {
        TypeMapping names = new TypeMapping(heap -> switch (heap) {
            case HeapType.Index(int index) when index >= first -> new HeapType.Rec(index - first);
            case HeapType.Index(int index) -> new HeapType.Id(numberOfType.getOrDefault(index, -1));
            default -> heap;
        });
        return group.stream().map(type -> names.map(type).toString()).collect(Collectors.joining(";"));
    }

    @Test
    @DisplayName("R118-R120: ids are equal exactly if the spelled-out types are")
    void idsAgreeWithSpelling() {
        for (int round = 0; round < 40; round++) {
            Map<Integer, Integer> numberOfType = new HashMap<>();
            Map<String, Integer> numberOfSpelling = new HashMap<>();
            Map<Integer, Integer> ids = new HashMap<>();
            int first = 0;
            while (first < 60) {
                List<SubType> group = randomGroup(first);
                int id = interner.intern(group, ids::get, first);
                String text = spell(group, first, numberOfType);
                for (int position = 0; position < group.size(); position++) {
                    int next = numberOfSpelling.size();
                    int number = numberOfSpelling.computeIfAbsent(text + "@" + position, _ -> next);
                    numberOfType.put(first + position, number);
                    ids.put(first + position, id + position);
                }
                first += group.size();
            }
            for (int a = 0; a < first; a++) {
                for (int b = 0; b < first; b++) {
                    assertThat(Objects.equals(ids.get(a), ids.get(b)))
                            .as("seed %d, types %d and %d", SEED, a, b)
                            .isEqualTo(Objects.equals(numberOfType.get(a), numberOfType.get(b)));
                }
            }
        }
    }

    @Test
    @DisplayName("R121: the constant-time check agrees with walking up the supertypes")
    void subtypeCheckAgreesWithWalk() {
        List<Integer> ids = new ArrayList<>();
        Map<Integer, Integer> parent = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            Integer above = ids.isEmpty() || random.nextInt(5) == 0 ? null : ids.get(random.nextInt(ids.size()));
            int id = interner.intern(new SubType(
                    false,
                    above == null ? null : new HeapType.Id(above),
                    new StructType(Collections.nCopies(i, new FieldType(ValType.I32, false)))));
            ids.add(id);
            if (above != null) {
                parent.put(id, above);
            }
        }
        for (int sub : ids) {
            List<Integer> up = new ArrayList<>();
            for (Integer type = sub; type != null; type = parent.get(type)) {
                up.add(type);
            }
            for (int sup : ids) {
                assertThat(interner.isSubtype(sub, sup))
                        .as("seed %d: %d <: %d", SEED, sub, sup)
                        .isEqualTo(up.contains(sup));
            }
        }
    }

    @Test
    void manyThreadsGetTheSameIds() throws Exception {
        List<SubType> types = IntStream.range(0, 2_000)
                .mapToObj(i -> SubType.of(
                        new StructType(Collections.nCopies(1 + i % 500, new FieldType(ValType.I32, i < 1_000)))))
                .toList();
        Callable<List<Integer>> work = () -> types.stream()
                .map(type -> {
                    int id = interner.intern(type);
                    assertThat(interner.type(id)).isEqualTo(type);
                    return id;
                })
                .toList();
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            List<Future<List<Integer>>> results = pool.invokeAll(List.of(work, work, work, work));
            List<Integer> expected = results.getFirst().get();
            for (Future<List<Integer>> result : results) {
                assertThat(result.get()).isEqualTo(expected);
            }
        }
        assertThat(interner.groupCount()).isEqualTo(1_000);
    }
}
