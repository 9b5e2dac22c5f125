using System.Runtime.CompilerServices;

namespace Ringspun.Tcp.Tests.Support;

/// <summary>The source files of the room and of its tests.</summary>
internal static class Sources
{
    public static IEnumerable<string> Of(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root(), folder), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Split(Path.DirectorySeparatorChar).Any(static part => part is "bin" or "obj"))
            .Select(File.ReadAllText);

    public static string Root([CallerFilePath] string thisFile = "")
    {
        foreach (string start in new[] { Path.GetDirectoryName(thisFile) ?? "", AppContext.BaseDirectory })
        {
            for (DirectoryInfo? at = start.Length == 0 ? null : new DirectoryInfo(start); at is not null; at = at.Parent)
            {
                if (File.Exists(Path.Combine(at.FullName, "ringspun.slnx")))
                {
                    return at.FullName;
                }
            }
        }

        throw new InvalidOperationException("ringspun.slnx was found neither above the source nor above the test program");
    }
}
