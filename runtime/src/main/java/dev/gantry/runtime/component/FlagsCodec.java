package dev.gantry.runtime.component;

import dev.gantry.environ.component.InterfaceType;
import dev.gantry.runtime.vm.VmMemory;
import org.jspecify.annotations.Nullable;

/// Flags. Bits without a name are ignored when lifted (R62).
final class FlagsCodec extends Codec {
    private final InterfaceType.Flags type;
    private final Codecs.Bits view;

    FlagsCodec(InterfaceType.Flags type, Codecs.Bits view) {
        super(type);
        this.type = type;
        this.view = view;
    }

    @Override
    public void check(@Nullable Object value, VmComponentInstance component) {
        var _ = view.words(value);
    }

    @Override
    void lower(Transfer transfer, @Nullable Object value, long[] slots, int at) {
        int[] words = view.words(value);
        for (int word = 0; word < words.length; word++) {
            slots[at + word] = words[word] & 0xFFFF_FFFFL;
        }
    }

    @Override
    void store(Transfer transfer, @Nullable Object value, long address) {
        int[] words = view.words(value);
        VmMemory memory = transfer.memory();
        switch (abi(transfer).size()) {
            case 0 -> {}
            case 1 -> memory.store8(address, (byte) words[0]);
            case 2 -> memory.store16(address, (short) words[0]);
            default -> {
                for (int word = 0; word < words.length; word++) {
                    memory.store32(address + 4L * word, words[word]);
                }
            }
        }
    }

    private Object made(int[] words) {
        for (int word = 0; word < words.length; word++) {
            words[word] &= type.mask(word);
        }
        return view.make(words);
    }

    @Override
    Object lift(Transfer transfer, long[] slots, int at) {
        int[] words = new int[type.words()];
        for (int word = 0; word < words.length; word++) {
            words[word] = (int) slots[at + word];
        }
        return made(words);
    }

    @Override
    Object load(Transfer transfer, long address) {
        int[] words = new int[type.words()];
        VmMemory memory = transfer.memory();
        switch (abi(transfer).size()) {
            case 0 -> {}
            case 1 -> words[0] = memory.load8(address);
            case 2 -> words[0] = memory.load16(address);
            default -> {
                for (int word = 0; word < words.length; word++) {
                    words[word] = memory.load32(address + 4L * word);
                }
            }
        }
        return made(words);
    }
}
