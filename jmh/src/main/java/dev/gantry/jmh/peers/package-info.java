/// Gantry beside other engines, with the peer harness that lies beside the project: processes, results, report.
@NullMarked
package dev.gantry.jmh.peers;

import org.jspecify.annotations.NullMarked;
