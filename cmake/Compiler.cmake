# Warnings, floating-point rules and sanitizers, as one interface target that every layer links.
add_library(fenhe_compiler INTERFACE)
target_compile_definitions(fenhe_compiler INTERFACE _POSIX_C_SOURCE=200809L _XOPEN_SOURCE=700)
# Contraction is fixed, so that vector bodies and scalar tails agree to the bit.
target_compile_options(fenhe_compiler INTERFACE
  -Wall -Wextra -Werror -Wshadow -Wpointer-arith -Wcast-qual -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 -Wundef
  -ffp-contract=off -fno-math-errno -fno-trapping-math)
if(FENHE_NATIVE)
  target_compile_options(fenhe_compiler INTERFACE -march=native)
endif()
if(FENHE_SANITIZE)
  target_compile_options(fenhe_compiler INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(fenhe_compiler INTERFACE -fsanitize=address,undefined)
endif()
if(FENHE_FUZZ)
  # For what reads files; the kernels see no bytes from outside. A value that its target cannot hold is undefined in C17 (6.3.1.4), yet not
  # among clang's "undefined".
  set(fenhe_watch address,undefined,float-cast-overflow)
  add_library(fenhe_watched INTERFACE)
  target_compile_options(fenhe_watched INTERFACE -fsanitize=fuzzer-no-link,${fenhe_watch} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  # Whoever keeps a checksum of what the fuzzer changes lets it pass then.
  target_compile_definitions(fenhe_watched INTERFACE FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION)
  target_link_options(fenhe_watched INTERFACE -fsanitize=${fenhe_watch})
  # At -O1 loops are not vectorised, which clang would warn of.
  target_compile_options(fenhe_compiler INTERFACE -Wno-pass-failed)
endif()
