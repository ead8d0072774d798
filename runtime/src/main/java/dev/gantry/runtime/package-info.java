/// Running modules: stores, instances, memories, tables, traps.
package dev.gantry.runtime;
