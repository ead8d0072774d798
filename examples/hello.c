// Greets whoever is named on the command line, or the world.
//
//   clang --target=wasm32-wasi -Os -s -o hello.wasm hello.c
//   ./gantry run examples/hello.wasm Ada Grace

#include <stdio.h>

int main(int argc, char **argv) {
  if (argc < 2) puts("Hello, world!");
  for (int i = 1; i < argc; i++) printf("Hello, %s!\n", argv[i]);
  return 0;
}
