using System.Runtime.InteropServices;

namespace Ringspun.Linux;

internal static unsafe partial class LibC
{
    [LibraryImport(Library, EntryPoint = "socket")]
    internal static partial int Socket(int family, int type, int protocol);

    [LibraryImport(Library, EntryPoint = "socketpair")]
    internal static partial int SocketPair(int family, int type, int protocol, int* descriptors);

    [LibraryImport(Library, EntryPoint = "bind")]
    internal static partial int Bind(int descriptor, void* address, int length);

    [LibraryImport(Library, EntryPoint = "listen")]
    internal static partial int Listen(int descriptor, int backlog);

    [LibraryImport(Library, EntryPoint = "accept4")]
    internal static partial int Accept4(int descriptor, void* address, int* length, int flags);

    [LibraryImport(Library, EntryPoint = "connect")]
    internal static partial int Connect(int descriptor, void* address, int length);

    // Directly, and not by the C library's functions, for the reason that Read has.
    internal static nint Receive(int descriptor, void* buffer, nint length, int flags) =>
        SystemCall(SystemCallNumbers.RecvFrom, descriptor, (nint)buffer, length, flags, 0, 0);

    internal static nint ReceiveFrom(int descriptor, void* buffer, nint length, int flags, void* address, int* addressLength) =>
        SystemCall(SystemCallNumbers.RecvFrom, descriptor, (nint)buffer, length, flags, (nint)address, (nint)addressLength);

    internal static nint ReceiveMessage(int descriptor, MessageHeader* message, int flags) =>
        SystemCall(SystemCallNumbers.RecvMsg, descriptor, (nint)message, flags, 0, 0, 0);

    internal static nint Send(int descriptor, void* buffer, nint length, int flags) =>
        SystemCall(SystemCallNumbers.SendTo, descriptor, (nint)buffer, length, flags, 0, 0);

    internal static nint SendTo(int descriptor, void* buffer, nint length, int flags, void* address, int addressLength) =>
        SystemCall(SystemCallNumbers.SendTo, descriptor, (nint)buffer, length, flags, (nint)address, addressLength);

    internal static nint SendMessage(int descriptor, MessageHeader* message, int flags) =>
        SystemCall(SystemCallNumbers.SendMsg, descriptor, (nint)message, flags, 0, 0, 0);

    [LibraryImport(Library, EntryPoint = "shutdown")]
    internal static partial int Shutdown(int descriptor, int how);

    [LibraryImport(Library, EntryPoint = "setsockopt")]
    internal static partial int SetSocketOption(int descriptor, int level, int name, void* value, int length);

    [LibraryImport(Library, EntryPoint = "getsockopt")]
    internal static partial int GetSocketOption(int descriptor, int level, int name, void* value, int* length);

    [LibraryImport(Library, EntryPoint = "getsockname")]
    internal static partial int GetSocketName(int descriptor, void* address, int* length);

    [LibraryImport(Library, EntryPoint = "getpeername")]
    internal static partial int GetPeerName(int descriptor, void* address, int* length);
}
