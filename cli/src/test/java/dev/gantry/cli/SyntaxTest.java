package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyntaxTest {
    private final List<String> seen = new ArrayList<>();
    private final Syntax syntax = new Syntax("gantry test", "Does nothing.")
            .flag(List.of("-v", "--verbose"), "says more", () -> seen.add("verbose"))
            .option(List.of("-o", "--output"), "FILE", "where it goes", value -> seen.add("o:" + value))
            .operands("FILE...", 1, 2, "what it reads");

    @Test
    void valuesStandBehindOrInsideTheWord() {
        assertThat(syntax.parse(List.of("-o", "a", "-ob", "-o=c", "--output", "d", "--output=e", "f")))
                .containsExactly("f");
        assertThat(seen).containsExactly("o:a", "o:b", "o:c", "o:d", "o:e");
    }

    @Test
    void optionsAndOperandsMix() {
        assertThat(syntax.parse(List.of("x", "-v", "y"))).containsExactly("x", "y");
        assertThat(seen).containsExactly("verbose");
    }

    @Test
    void twoDashesEndTheOptions() {
        assertThat(syntax.parse(List.of("--", "-v", "--"))).containsExactly("-v", "--");
        assertThat(seen).isEmpty();
    }

    @Test
    void oneDashIsAnOperand() {
        assertThat(syntax.parse(List.of("-"))).containsExactly("-");
    }

    @Test
    void guestsKeepTheirOptions() {
        assertThat(syntax.endOptionsAtOperand().parse(List.of("-v", "x", "-v", "--foo", "--")))
                .containsExactly("x", "-v", "--foo", "--");
        assertThat(seen).containsExactly("verbose");
    }

    @Test
    void wrongLinesSayWhatIsWrong() {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> syntax.parse(List.of("--outputs", "x")))
                .withMessage("unknown option: --outputs");
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> syntax.parse(List.of("-o")))
                .withMessage("-o: expected FILE, found nothing");
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> syntax.checkOperands(List.of()))
                .withMessage("expected FILE...");
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> syntax.checkOperands(List.of("a", "b", "c")))
                .withMessage("unexpected argument: c");
    }

    @Test
    void theHelpNamesEverything() {
        assertThat(syntax.help()).isEqualTo("""
                        usage: gantry test [options] FILE...
                        Does nothing.

                          FILE...            what it reads
                          -v, --verbose      says more
                          -o, --output FILE  where it goes
                        """);
    }
}
