;; The smallest WASI command that says something: one call of fd_write with one buffer.
;;
;;   ./gantry run examples/hello.wat

(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param $fd i32) (param $iovs i32) (param $count i32) (param $written i32) (result i32)))
  (memory (export "memory") 1)

  (data (i32.const 0) "\10\00\00\00\0e\00\00\00")      ;; one iovec: 14 bytes at 16
  (data (i32.const 16) "Hello, world!\n")

  (func (export "_start")
    (drop (call $fd_write
      (i32.const 1)                                    ;; standard output
      (i32.const 0) (i32.const 1)                      ;; the iovec at 0, one of them
      (i32.const 8)))))                                ;; where the number of bytes goes
