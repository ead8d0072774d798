/// The report of a run of benchmarks: measurements read from JMH's results, tables in Markdown, plots in SVG.
@NullMarked
package dev.gantry.jmh.report;

import org.jspecify.annotations.NullMarked;
