using System.Reflection;

namespace Ringspun.Architecture.Tests;

/// <summary>The compiled rooms, beside the test program because it references them all.</summary>
internal static class RoomAssembly
{
    public static Assembly Load(string room)
    {
        string path = Path.Combine(AppContext.BaseDirectory, room + ".dll");
        Assert.True(File.Exists(path), $"{room}.dll is not beside the test program: reference {room} from Architecture.Tests.csproj");
        return Assembly.LoadFrom(path);
    }
}
