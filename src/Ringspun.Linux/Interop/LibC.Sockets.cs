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

    [LibraryImport(Library, EntryPoint = "recv")]
    internal static partial nint Receive(int descriptor, void* buffer, nint length, int flags);

    [LibraryImport(Library, EntryPoint = "recvfrom")]
    internal static partial nint ReceiveFrom(int descriptor, void* buffer, nint length, int flags, void* address, int* addressLength);

    [LibraryImport(Library, EntryPoint = "recvmsg")]
    internal static partial nint ReceiveMessage(int descriptor, MessageHeader* message, int flags);

    [LibraryImport(Library, EntryPoint = "send")]
    internal static partial nint Send(int descriptor, void* buffer, nint length, int flags);

    [LibraryImport(Library, EntryPoint = "sendto")]
    internal static partial nint SendTo(int descriptor, void* buffer, nint length, int flags, void* address, int addressLength);

    [LibraryImport(Library, EntryPoint = "sendmsg")]
    internal static partial nint SendMessage(int descriptor, MessageHeader* message, int flags);

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
