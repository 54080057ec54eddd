// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The words that generated contacts are made of. Their order is part of what
// a seed means: add at no place but in a new table.

#ifndef MILLRACE_BENCH_DATA_CONTACT_WORDS_H_
#define MILLRACE_BENCH_DATA_CONTACT_WORDS_H_

namespace millrace::bench {

// Plain ones.
inline constexpr const char* kFirstNames[] = {
    "James",     "Mary",   "Robert",      "Patricia",  "John",      "Jennifer",
    "Michael",   "Linda",  "David",       "Elizabeth", "William",   "Barbara",
    "Richard",   "Susan",  "Joseph",      "Jessica",   "Thomas",    "Sarah",
    "Charles",   "Karen",  "Christopher", "Lisa",      "Daniel",    "Nancy",
    "Matthew",   "Sandra", "Anthony",     "Ashley",    "Mark",      "Emily",
    "Keisha",    "Tyrone", "Malik",       "Imani",     "Mei",       "Wei",
    "Priya",     "Arjun",  "Fatima",      "Omar",      "Guadalupe", "Carlos",
    "Alejandra", "Ximena", "Dmitri",      "Olga",      "Aisha",     "Kwame",
    "Noor",      "Yuki"};

// Beyond ASCII, in UTF-8.
inline constexpr const char* kAccentedFirstNames[] = {
    "Jos\xc3\xa9",
    "Zo\xc3\xab",
    "Fran\xc3\xa7ois",
    "\xc3\x8d\xc3\xb1igo",
    "S\xc3\xb8ren",
    "\xc5\x81ukasz",
    "No\xc3\xa9mie",
    "G\xc3\xbcnther",
    "Ren\xc3\xa9"
    "e",
    "Siobh\xc3\xa1n",
    "\xe6\x98\x8e",
    "\xe7\xbe\x8e\xe5\x92\xb2",
    "\xd0\x9e\xd0\xbb\xd0\xb5\xd0\xbd\xd0\xb0",
    "\xc4\x90\xe1\xba\xb7ng",
    "Ahmet \xc3\x87"
    "elik"};

// Plain ones.
inline constexpr const char* kLastNames[] = {"Smith",
                                             "Johnson",
                                             "Williams",
                                             "Brown",
                                             "Jones",
                                             "Garcia",
                                             "Miller",
                                             "Davis",
                                             "Rodriguez",
                                             "Martinez",
                                             "Hernandez",
                                             "Lopez",
                                             "Gonzalez",
                                             "Wilson",
                                             "Anderson",
                                             "Thomas",
                                             "Taylor",
                                             "Moore",
                                             "Jackson",
                                             "Martin",
                                             "Lee",
                                             "Perez",
                                             "Thompson",
                                             "White",
                                             "Harris",
                                             "Sanchez",
                                             "Clark",
                                             "Ramirez",
                                             "Lewis",
                                             "Robinson",
                                             "Walker",
                                             "Young",
                                             "Allen",
                                             "King",
                                             "Wright",
                                             "Scott",
                                             "Torres",
                                             "Nguyen",
                                             "Hill",
                                             "Flores",
                                             "Washington-Carter",
                                             "O'Brien",
                                             "Van der Berg",
                                             "St. Clair",
                                             "Patel",
                                             "Khan",
                                             "Kim",
                                             "Okafor",
                                             "Fitzgerald",
                                             "Castellanos"};

// Beyond ASCII, in UTF-8.
inline constexpr const char* kAccentedLastNames[] = {"Mu\xc3\xb1oz",
                                                     "Ib\xc3\xa1\xc3\xb1"
                                                     "ez",
                                                     "M\xc3\xbcller",
                                                     "Nu\xc3\xb1"
                                                     "ez",
                                                     "Pe\xc3\xb1"
                                                     "a",
                                                     "\xc5\x81\xc4\x99"
                                                     "cki",
                                                     "Gon\xc3\xa7"
                                                     "alves",
                                                     "\xc3\x85ngstr\xc3\xb6m",
                                                     "\xc4\x90\xe1\xbb\x97",
                                                     "\xe7\x8e\x8b",
                                                     "\xc5\xa0im\xc5\xafnek",
                                                     "Beyo\xc4\x9flu"};

// Streets.
inline constexpr const char* kStreets[] = {
    "Main",      "Oak",      "Maple",
    "Cedar",     "Pine",     "Washington",
    "Lake",      "Hill",     "Martin Luther King Jr",
    "Walnut",    "Park",     "Second",
    "Third",     "Elm",      "View",
    "Sunset",    "Lincoln",  "Jackson",
    "Church",    "River",    "Willow",
    "Jefferson", "Center",   "Highland",
    "Mill",      "Franklin", "Chestnut",
    "Spring",    "Ridge",    "Cherokee"};

// What follows a street.
inline constexpr const char* kStreetSuffixes[] = {
    "St", "Ave", "Blvd", "Rd", "Ln", "Dr", "Ct", "Way", "Pl", "Ter"};

// A city, its state, and the first three digits of its postal codes.
struct City {
  const char* name;
  const char* state;
  unsigned zip_prefix;
};
inline constexpr City kCities[] = {{"New York", "NY", 100},
                                   {"Brooklyn", "NY", 112},
                                   {"Los Angeles", "CA", 900},
                                   {"Chicago", "IL", 606},
                                   {"Houston", "TX", 770},
                                   {"Phoenix", "AZ", 850},
                                   {"Philadelphia", "PA", 191},
                                   {"San Antonio", "TX", 782},
                                   {"San Diego", "CA", 921},
                                   {"Dallas", "TX", 752},
                                   {"San Jose", "CA", 951},
                                   {"Austin", "TX", 787},
                                   {"Jacksonville", "FL", 322},
                                   {"Columbus", "OH", 432},
                                   {"Charlotte", "NC", 282},
                                   {"Indianapolis", "IN", 462},
                                   {"Seattle", "WA", 981},
                                   {"Denver", "CO", 802},
                                   {"Washington", "DC", 200},
                                   {"Boston", "MA", 21},
                                   {"Nashville", "TN", 372},
                                   {"Detroit", "MI", 482},
                                   {"Portland", "OR", 972},
                                   {"Las Vegas", "NV", 891},
                                   {"Memphis", "TN", 381},
                                   {"Louisville", "KY", 402},
                                   {"Baltimore", "MD", 212},
                                   {"Milwaukee", "WI", 532},
                                   {"Albuquerque", "NM", 871},
                                   {"Atlanta", "GA", 303},
                                   {"Minneapolis", "MN", 554},
                                   {"Des Moines", "IA", 503},
                                   {"Ca\xc3\xb1on City", "CO", 812},
                                   {"La Ca\xc3\xb1"
                                    "ada Flintridge",
                                    "CA", 910}};

// Of e-mail addresses.
inline constexpr const char* kMailDomains[] = {
    "gmail.com",      "yahoo.com",          "hotmail.com", "aol.com",
    "outlook.com",    "icloud.com",         "comcast.net", "example.org",
    "mail.state.edu", "co-op.example.co.uk"};

// No postal codes.
inline constexpr const char* kBadZips[] = {"1234", "ABCDE", "123456", "9021O",
                                           "12345-67"};

}  // namespace millrace::bench

#endif  // MILLRACE_BENCH_DATA_CONTACT_WORDS_H_
