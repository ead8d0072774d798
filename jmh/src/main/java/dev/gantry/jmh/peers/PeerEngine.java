package dev.gantry.jmh.peers;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An engine that runs in a JVM of its own, with the options that the harness's `run.sh` gives it. Engines not
/// listed here are run by that script.
///
/// @param name    its name in the harness
/// @param type    the class that implements the harness's `Peer`
/// @param folder  where its classes are in `out` and its jars in `lib`
/// @param options further options of the JVM; `{lib}` stands for the folder of jars of all peers
/// @param onPath  whether the jars are on the class path; otherwise the options name them
record PeerEngine(String name, String type, String folder, List<String> options, boolean onPath) {
    /// Our name in the report.
    static final String GANTRY = "gantry";

    /// The engines of the table.
    static Optional<PeerEngine> named(String name) {
        return List.of(
                        new PeerEngine(GANTRY, "GantryPeer", GANTRY, List.of(), false),
                        new PeerEngine(
                                "gantry-interpreter", "GantryPeer", GANTRY, List.of("-Dstrategy=interpreter"), false),
                        new PeerEngine("endive-interp", "EndivePeer", "endive", List.of("-Dmode=interp"), true),
                        new PeerEngine("endive-compile", "EndivePeer", "endive", List.of("-Dmode=compile"), true),
                        new PeerEngine(
                                "graal-plain",
                                "GraalPeer",
                                "graal",
                                List.of("-Dpolyglot.engine.WarnInterpreterOnly=false"),
                                true),
                        new PeerEngine(
                                "graal-jit",
                                "GraalPeer",
                                "graal",
                                List.of(
                                        "-XX:+UnlockExperimentalVMOptions",
                                        "-XX:+EnableJVMCI",
                                        "--upgrade-module-path={lib}/graalc",
                                        "--module-path={lib}/graal",
                                        "--add-modules=org.graalvm.polyglot,org.graalvm.wasm"),
                                false))
                .stream()
                .filter(engine -> engine.name().equals(name))
                .findFirst();
    }

    /// The command that starts the JVM, up to the main class.
    ///
    /// @param work     the harness's work folder
    /// @param ownPath  the class path of our engine
    /// @param settings system properties
    List<String> command(Path work, String ownPath, List<String> settings) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx8g");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(settings);
        String lib = work.resolve("lib").toString();
        options.forEach(option -> command.add(option.replace("{lib}", lib)));
        String path = work.resolve("out").resolve(folder).toString();
        if (onPath) {
            path += File.pathSeparator + lib + File.separator + folder + File.separator + "*";
        } else if (folder.equals(GANTRY)) {
            path += File.pathSeparator + ownPath;
        }
        command.add("-cp");
        command.add(path);
        return command;
    }
}
