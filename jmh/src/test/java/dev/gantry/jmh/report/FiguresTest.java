package dev.gantry.jmh.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void timesHaveThreeDigitsAndASuitableUnit() {
        assertThat(Figures.time(28.757)).isEqualTo("28.8 ns");
        assertThat(Figures.time(0.5)).isEqualTo("0.500 ns");
        assertThat(Figures.time(999.4)).isEqualTo("999 ns");
        assertThat(Figures.time(999.6)).isEqualTo("1.00 µs");
        assertThat(Figures.time(126_540)).isEqualTo("127 µs");
        assertThat(Figures.time(2.5e9)).isEqualTo("2.50 s");
        assertThat(Figures.time(12_345e9)).isEqualTo("12345 s");
    }

    @Test
    void ratesAndRatiosToo() {
        assertThat(Figures.rate(342_860)).isEqualTo("343 Kelem/s");
        assertThat(Figures.ratio(9.996)).isEqualTo("10.0 ×");
    }

    @Test
    void percentilesLieBetweenNeighbours() {
        assertThat(Measurement.percentile(new double[] {30, 10, 20}, 50)).isEqualTo(20);
        assertThat(Measurement.percentile(new double[] {30, 10, 20}, 10)).isEqualTo(12);
        assertThat(Measurement.percentile(new double[] {7}, 10)).isEqualTo(7);
    }
}
