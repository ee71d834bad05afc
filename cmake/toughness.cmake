# Warnings and hardening: one interface library that everything we compile links.
add_library(badged_flags INTERFACE)
target_compile_options(badged_flags INTERFACE
    -Wall -Wextra -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes -Wmissing-prototypes
    -Wpointer-arith -Wcast-qual -Wformat=2 -Wimplicit-fallthrough -Wvla -Wundef -Wswitch-enum
    -Wwrite-strings -fstack-protector-strong)
target_compile_definitions(badged_flags INTERFACE BADGED_VERSION="${PROJECT_VERSION}")
if(BADGED_WERROR)
    target_compile_options(badged_flags INTERFACE -Werror)
endif()

set(CMAKE_POSITION_INDEPENDENT_CODE ON)
include(CheckPIESupported)
check_pie_supported()
target_link_options(badged_flags INTERFACE -Wl,-z,relro -Wl,-z,now)

if(BADGED_SANITIZE)
    target_compile_options(badged_flags INTERFACE -fsanitize=${BADGED_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(badged_flags INTERFACE -fsanitize=${BADGED_SANITIZE})
else()
    target_compile_definitions(badged_flags INTERFACE $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
endif()

if(BADGED_FUZZ)
    target_compile_options(badged_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
