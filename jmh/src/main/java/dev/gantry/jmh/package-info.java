/// Benchmarks, one class for each suite that the contract names, and [dev.gantry.jmh.BenchmarkRun], which runs them
/// and has the report written. Not null-marked: JMH fills the fields of states.
package dev.gantry.jmh;
