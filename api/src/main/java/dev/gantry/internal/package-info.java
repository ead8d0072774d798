/// How the packages of this module reach what they do not show to users.
package dev.gantry.internal;
