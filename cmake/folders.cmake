# badged_folder(NAME DIRECTORY [SEES folder...] [LINKS target...])
#
# One folder of sources is one static library. Its headers are reached as "NAME/file.h" through an include directory that
# holds nothing but that name, so a folder that is not behind SEES cannot be included at all: the compiler refuses a wrong arrow.
function(badged_folder name directory)
    cmake_parse_arguments(FOLDER "" "" "SEES;LINKS" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${directory}/*.c)
    set(root ${PROJECT_BINARY_DIR}/include/${name})
    file(MAKE_DIRECTORY ${root})
    file(CREATE_LINK ${PROJECT_SOURCE_DIR}/${directory} ${root}/${name} SYMBOLIC)

    add_library(${name} STATIC ${sources})
    target_include_directories(${name} PUBLIC ${root})
    target_link_libraries(${name} PRIVATE badged_flags ${FOLDER_LINKS} ${FOLDER_SEES})
endfunction()
