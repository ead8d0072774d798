package dev.gantry.fuzz.sandbox;

import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.ValType;
import java.util.ArrayList;
import java.util.List;

/// The functions of WASI preview 1 as a fuzzer sees them: a name, and what each parameter means.
///
/// @param name  the name
/// @param roles one letter for each parameter, see [#ALL]
record Preview1Calls(String name, String roles) {
    /// Parameters: `f` descriptor, `d` that of a directory, `c` one to be closed, `P` path (two parameters), `b`
    /// buffer (two), `v` buffers (two), `p` subscriptions, `q` their number, `o` where a result goes, `n` small
    /// number, `l` one bit, `m` how to open, `w` how to write; 64 bits wide are `s` size or offset, `r` rights, `t`
    /// time.
    static final List<Preview1Calls> ALL = List.of(
            new Preview1Calls("args_get", "oo"),
            new Preview1Calls("args_sizes_get", "oo"),
            new Preview1Calls("environ_get", "oo"),
            new Preview1Calls("environ_sizes_get", "oo"),
            new Preview1Calls("clock_res_get", "no"),
            new Preview1Calls("clock_time_get", "nto"),
            new Preview1Calls("fd_advise", "fssn"),
            new Preview1Calls("fd_allocate", "fss"),
            new Preview1Calls("fd_close", "c"),
            new Preview1Calls("fd_datasync", "f"),
            new Preview1Calls("fd_fdstat_get", "fo"),
            new Preview1Calls("fd_fdstat_set_flags", "fw"),
            new Preview1Calls("fd_fdstat_set_rights", "frr"),
            new Preview1Calls("fd_filestat_get", "fo"),
            new Preview1Calls("fd_filestat_set_size", "fs"),
            new Preview1Calls("fd_filestat_set_times", "fttn"),
            new Preview1Calls("fd_pread", "fvso"),
            new Preview1Calls("fd_prestat_get", "fo"),
            new Preview1Calls("fd_prestat_dir_name", "fb"),
            new Preview1Calls("fd_pwrite", "fvso"),
            new Preview1Calls("fd_read", "fvo"),
            new Preview1Calls("fd_readdir", "fbso"),
            new Preview1Calls("fd_renumber", "cc"),
            new Preview1Calls("fd_seek", "fslo"),
            new Preview1Calls("fd_sync", "f"),
            new Preview1Calls("fd_tell", "fo"),
            new Preview1Calls("fd_write", "fvo"),
            new Preview1Calls("path_create_directory", "dP"),
            new Preview1Calls("path_filestat_get", "dlPo"),
            new Preview1Calls("path_filestat_set_times", "dlPttn"),
            new Preview1Calls("path_link", "dlPdP"),
            new Preview1Calls("path_open", "dlPmrrwo"),
            new Preview1Calls("path_readlink", "dPbo"),
            new Preview1Calls("path_remove_directory", "dP"),
            new Preview1Calls("path_rename", "dPdP"),
            new Preview1Calls("path_symlink", "PdP"),
            new Preview1Calls("path_unlink_file", "dP"),
            new Preview1Calls("poll_oneoff", "poqo"),
            new Preview1Calls("proc_raise", "n"),
            new Preview1Calls("sched_yield", ""),
            new Preview1Calls("random_get", "b"),
            new Preview1Calls("sock_accept", "fno"),
            new Preview1Calls("sock_recv", "fvnoo"),
            new Preview1Calls("sock_send", "fvno"),
            new Preview1Calls("sock_shutdown", "fn"));

    /// The types of the parameters.
    List<ValType> params() {
        List<ValType> types = new ArrayList<>();
        for (int at = 0; at < roles.length(); at++) {
            switch (roles.charAt(at)) {
                case 's', 'r', 't' -> types.add(NumType.I64);
                case 'P', 'b', 'v' -> types.addAll(List.of(NumType.I32, NumType.I32));
                default -> types.add(NumType.I32);
            }
        }
        return types;
    }

    /// A module that exports all functions, each called by a function of its own.
    static String module() {
        StringBuilder out = new StringBuilder("(module\n");
        StringBuilder funcs = new StringBuilder();
        for (Preview1Calls call : ALL) {
            StringBuilder params = new StringBuilder();
            StringBuilder args = new StringBuilder();
            List<ValType> types = call.params();
            for (int param = 0; param < types.size(); param++) {
                params.append(' ').append(types.get(param));
                args.append(" (local.get ").append(param).append(')');
            }
            String type = "(param" + params + ") (result i32)";
            out.append(
                    "(import \"wasi_snapshot_preview1\" \"%s\" (func $%s %s))\n".formatted(call.name, call.name, type));
            funcs.append("(func (export \"%s\") %s (call $%s%s))\n".formatted(call.name, type, call.name, args));
        }
        return out.append("(memory (export \"memory\") 1)\n")
                .append(funcs)
                .append(")")
                .toString();
    }
}
