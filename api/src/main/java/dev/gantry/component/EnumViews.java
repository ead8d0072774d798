package dev.gantry.component;

import dev.gantry.environ.component.InterfaceType;
import dev.gantry.runtime.component.Codecs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Java enums that stand for enums and flags: constants are named like the cases.
final class EnumViews {
    private EnumViews() {}

    private static List<Object> constants(InterfaceType type, List<String> names, Class<?> java) {
        @Nullable Object[] found = java.getEnumConstants();
        if (found == null || found.length != names.size()) {
            throw JavaCodecs.mismatch(type, java);
        }
        List<Object> constants = new ArrayList<>();
        for (String name : names) {
            constants.add(Arrays.stream(found)
                    .filter(one ->
                            one instanceof Enum<?> constant && constant.name().equals(Names.constant(name)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("expected a constant " + Names.constant(name)
                            + " of " + java.getName() + ", found " + Arrays.toString(found))));
        }
        return constants;
    }

    static Codecs.Cases cases(InterfaceType.Variant type, Class<?> java) {
        return new Cases(type, constants(type, type.names(), java));
    }

    static Codecs.Bits bits(InterfaceType.Flags type, Class<?> java) {
        return new Bits(type, constants(type, type.names(), java));
    }

    private record Cases(InterfaceType.Variant type, List<Object> constants) implements Codecs.Cases {
        @Override
        public Object make(int number, @Nullable Object payload) {
            return constants.get(number);
        }

        @Override
        public int number(@Nullable Object value) {
            int number = value == null ? -1 : constants.indexOf(value);
            if (number < 0) {
                throw JavaCodecs.wrong(type, value);
            }
            return number;
        }

        @Override
        public @Nullable Object payload(@Nullable Object value) {
            return null;
        }
    }

    private record Bits(InterfaceType.Flags type, List<Object> constants) implements Codecs.Bits {
        @Override
        public Object make(int[] words) {
            Set<Object> made = new LinkedHashSet<>();
            for (int flag = 0; flag < constants.size(); flag++) {
                if ((words[flag / Integer.SIZE] >>> flag & 1) != 0) {
                    made.add(constants.get(flag));
                }
            }
            return Collections.unmodifiableSet(made);
        }

        @Override
        public int[] words(@Nullable Object value) {
            if (!(value instanceof Collection<?> given)) {
                throw JavaCodecs.wrong(type, value);
            }
            int[] words = new int[type.words()];
            for (Object one : given) {
                int flag = constants.indexOf(one);
                if (flag < 0) {
                    throw JavaCodecs.wrong(type, one);
                }
                words[flag / Integer.SIZE] |= 1 << flag;
            }
            return words;
        }
    }
}
