package dev.gantry.wasi.internal;

import java.io.InputStream;
import java.util.concurrent.CountDownLatch;

/// An input that has nothing until a gate opens, then one byte for each read.
final class GatedInput extends InputStream {
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch gate = new CountDownLatch(1);

    @Override
    public int read() {
        entered.countDown();
        try {
            gate.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return 'x';
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        bytes[offset] = (byte) read();
        return 1;
    }
}
