/// The interfaces that executors implement: the half of a strategy that turns an artifact into functions.
///
/// Executors are found by [java.util.ServiceLoader]. Types of [dev.gantry.runtime.vm] appear in the signatures, so that
/// package is exported without qualification as well.
package dev.gantry.runtime.spi;
