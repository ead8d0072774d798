/// The interfaces that compilers and collectors implement.
///
/// Both are found by [java.util.ServiceLoader]; nothing in this project needs to change when one is added. Every type
/// in the signatures here is exported without qualification.
package dev.gantry.environ.spi;
