/// Events for the flight recorder of the JDK. An optional part: where it is not on the path, there are no events, and
/// nothing else is different.
package dev.gantry.jfr;
