// SPDX-License-Identifier: Apache-2.0
// generate_events COUNT SEED: writes that many events at random to standard output, as an
// exported log would hold them (a CBOR sequence), for a reader that is not ours to check.
// The same seed gives the same events.

#include "event_generator.hpp"

#include "log/event_codec.hpp"

#include <rapidcheck.h>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>

int main(int argc, char** argv)
{
    if (argc != 3) {
        std::cerr << "usage: generate_events COUNT SEED\n";
        return EXIT_FAILURE;
    }
    try {
        const unsigned long count = std::stoul(argv[1]);
        rc::Random random{std::stoull(argv[2])};
        const rc::Gen<almoner::Event> events = almoner::any_event();
        std::string bytes;
        for (unsigned long i = 0; i < count; ++i) {
            almoner::encode_event(events(random.split(), 100).value(), bytes);
            std::cout.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        }
        std::cout.flush();
        return std::cout ? EXIT_SUCCESS : EXIT_FAILURE;
    } catch (const std::exception& exception) {
        std::cerr << "generate_events: " << exception.what() << '\n';
        return EXIT_FAILURE;
    }
}
