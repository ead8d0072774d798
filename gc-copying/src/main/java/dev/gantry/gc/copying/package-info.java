/// The collector `copying`.
package dev.gantry.gc.copying;
