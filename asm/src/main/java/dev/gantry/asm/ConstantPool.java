package dev.gantry.asm;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The constants of a [CodeBuffer] that have no place yet.
///
/// Threading: confined to its buffer.
final class ConstantPool {
    /// By content, so that equal constants are one; the keys are never changed.
    private final Map<ByteBuffer, Label> labels = new HashMap<>();

    private final List<ByteBuffer> waiting = new ArrayList<>();
    private long waitingBytes;

    void reset() {
        placed();
    }

    Label add(byte[] bytes) {
        ByteBuffer key = ByteBuffer.wrap(bytes.clone());
        Label known = labels.get(key);
        if (known != null) {
            return known;
        }
        Label label = new Label();
        labels.put(key, label);
        waiting.add(key);
        waitingBytes +=
                (bytes.length + CodeBuffer.CONSTANT_ALIGNMENT_BYTES - 1L) & -CodeBuffer.CONSTANT_ALIGNMENT_BYTES;
        return label;
    }

    /// The size of all, at their alignment.
    long waitingBytes() {
        return waitingBytes;
    }

    int waitingCount() {
        return waiting.size();
    }

    Label label(int constant) {
        Label label = labels.get(waiting.get(constant));
        if (label == null) {
            throw new AssertionError("constant " + constant + " has no label");
        }
        return label;
    }

    byte[] bytes(int constant) {
        return waiting.get(constant).array();
    }

    /// All constants have a place. Later ones that equal them get a place of their own, for this one may be out of
    /// reach.
    void placed() {
        labels.clear();
        waiting.clear();
        waitingBytes = 0;
    }
}
