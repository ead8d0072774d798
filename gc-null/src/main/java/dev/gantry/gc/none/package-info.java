/// The collector `null`. Its package is called `none` because `null` is a word of Java.
package dev.gantry.gc.none;
