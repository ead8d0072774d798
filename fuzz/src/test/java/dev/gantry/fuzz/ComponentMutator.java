package dev.gantry.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// Changes components: bytes, sections, and sections of what is nested in them. Sizes around a change are mended.
final class ComponentMutator {
    private static final int HEADER = 8;
    private static final int CORE_MODULE = 1;
    private static final int COMPONENT = 4;

    private final RandomGenerator random;
    private final BinaryMutator mutator;

    ComponentMutator(RandomGenerator random) {
        this.random = random;
        this.mutator = new BinaryMutator(random);
    }

    /// A mutant of a component.
    ///
    /// @param component what to change; stays as it is
    /// @param other     a component to take parts from
    byte[] mutate(byte[] component, byte[] other) {
        if (random.nextInt(20) == 0) {
            return Arrays.copyOf(component, random.nextInt(component.length + 1));
        }
        byte[] bytes = component;
        for (int changes = 1 + random.nextInt(1 + random.nextInt(3)); changes > 0; changes--) {
            bytes = change(bytes, other);
        }
        return bytes;
    }

    private byte[] change(byte[] bytes, byte[] other) {
        List<BinaryParts.Section> sections = bytes.length > HEADER ? BinaryParts.sections(bytes) : List.of();
        List<BinaryParts.Section> others = other.length > HEADER ? BinaryParts.sections(other) : List.of();
        if (sections.isEmpty() || others.isEmpty() || random.nextInt(10) == 0) {
            return mutator.changeBytes(bytes, other, Math.min(bytes.length, HEADER));
        }
        int index = random.nextInt(sections.size());
        BinaryParts.Section section = sections.get(index);
        if (section.id() == COMPONENT && random.nextInt(4) != 0) {
            sections.set(index, new BinaryParts.Section(COMPONENT, change(section.content(), other)));
        } else if (random.nextInt(4) == 0) {
            mutator.changeSections(sections, others);
        } else if (section.id() != CORE_MODULE || random.nextInt(8) == 0) {
            byte[] content = mutator.changeBytes(section.content(), other, 0);
            sections.set(index, new BinaryParts.Section(section.id(), content));
        } else {
            sections.add(random.nextInt(sections.size() + 1), others.get(random.nextInt(others.size())));
        }
        return join(bytes, sections);
    }

    /// Sections behind the header that the bytes had.
    private static byte[] join(byte[] bytes, List<BinaryParts.Section> sections) {
        byte[] joined = BinaryParts.join(sections);
        System.arraycopy(bytes, 0, joined, 0, HEADER);
        return joined;
    }
}
