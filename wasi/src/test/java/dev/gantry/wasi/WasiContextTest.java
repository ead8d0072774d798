package dev.gantry.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.gantry.wasi.internal.HostFunction;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class WasiContextTest {
    @Test
    @DisplayName("R82: proc_exit is an ordinary exception with the guest's code")
    void exitIsAnException() throws IOException {
        MemorySegment args = MemorySegment.ofArray(new byte[16]);
        args.set(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0, -1);
        HostFunction exit = HostFunction.all().stream()
                .filter(f -> f.name().equals("proc_exit"))
                .findFirst()
                .orElseThrow();
        try (WasiContext context = WasiContext.of(WasiConfig.builder().build())) {
            assertThatExceptionOfType(ExitException.class)
                    .isThrownBy(() -> context.call(exit, MemorySegment.NULL, args))
                    .withMessage("guest exited with code 4294967295")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(-1))
                    .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
        }
    }

    @Test
    void directoriesMustExist() throws IOException {
        try (var fileSystem = Jimfs.newFileSystem(Configuration.unix())) {
            Files.writeString(fileSystem.getPath("/file"), "");
            WasiConfig missing = WasiConfig.builder()
                    .preopen(fileSystem.getPath("/missing"), "/")
                    .build();
            assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> WasiContext.of(missing));
            WasiConfig file = WasiConfig.builder()
                    .preopen(fileSystem.getPath("/file"), "/")
                    .build();
            assertThatExceptionOfType(NotDirectoryException.class).isThrownBy(() -> WasiContext.of(file));
        }
    }

    @Test
    void configurationKeepsWhatItWasGiven() {
        WasiConfig config = WasiConfig.builder()
                .args("a", "b")
                .env("X", "1")
                .inheritStdio()
                .maxDescriptors(7)
                .build();
        assertThat(config.args()).containsExactly("a", "b");
        assertThat(config.env()).containsEntry("X", "1");
        assertThat(config.stdin().inherited()).isTrue();
        assertThat(config.stdout().inherited()).isTrue();
        assertThat(config.stderr().inherited()).isTrue();
        assertThat(config.maxDescriptors()).isEqualTo(7);
        assertThat(config.random()).isEmpty();
        assertThat(config.preopens()).isEmpty();
        assertThat(config.listeners()).isEmpty();
    }
}
