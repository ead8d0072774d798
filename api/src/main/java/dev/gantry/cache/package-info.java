/// The files of a cache of compiled modules.
package dev.gantry.cache;
