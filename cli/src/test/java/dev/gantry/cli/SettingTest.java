package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "65536, 65536", "64k, 65536", "64KiB, 65536", "1MB, 1048576", "4GiB, 4294967296", "1_000, 1000"
    })
    void sizesHaveSuffixes(String text, long bytes) {
        assertThat(Setting.MAX_MEMORY_SIZE.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1000000000",
        "1s, 1000000000",
        "5ms, 5000000",
        "2m, 120000000000",
        "7us, 7000",
        "3ns, 3",
        "1h, 3600000000000"
    })
    void timesHaveUnits(String text, long nanos) {
        assertThat(Setting.TIMEOUT.parse(text)).isEqualTo(nanos);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "x", "1.5", "1 s", "99999999999999999999", "9000000000G"})
    void otherValuesAreRefusedWithTheSettingsName(String text) {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> Setting.MAX_MEMORY_SIZE.parse(text))
                .withMessage("-W max-memory-size: expected a size such as 64MiB, found "
                        + (text.isEmpty() ? "nothing" : text));
        assertThatExceptionOfType(CommandException.class).isThrownBy(() -> Setting.TIMEOUT.parse(text));
        assertThatExceptionOfType(CommandException.class).isThrownBy(() -> Setting.FUEL.parse(text));
        assertThatExceptionOfType(CommandException.class).isThrownBy(() -> Setting.OPT_LEVEL.parse(text));
    }

    @Test
    void aFlagAloneIsOn() {
        assertThat(Setting.NAN_CANONICALIZATION.parse(null)).isOne();
        assertThat(Setting.NAN_CANONICALIZATION.parse("n")).isZero();
    }

    @Test
    void defaultsAreValues() {
        for (Setting setting : Setting.values()) {
            if (!Set.of("none", "auto").contains(setting.defaultText())) {
                assertThat(setting.parse(setting.defaultText())).isNotNegative();
            }
        }
    }
}
