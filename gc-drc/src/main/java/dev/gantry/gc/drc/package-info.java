/// The collector `drc`.
package dev.gantry.gc.drc;
