//! What each framework is: its host object, its files, the spelling of its components, its conditional code. The engine stays one.
