namespace Akka.Event;

/// <summary>The calls that code uses; each asks for its level first, so that a disabled line formats nothing.</summary>
public static class LoggingExtensions
{
    public static void Debug(this ILoggingAdapter log, string format)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
        {
            log.Log(LogLevel.DebugLevel, null, format);
        }
    }

    public static void Debug<T1>(this ILoggingAdapter log, string format, T1 arg1)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
        {
            log.Log(LogLevel.DebugLevel, null, new ArgumentsLogMessage(log.Formatter, format, [arg1]));
        }
    }

    public static void Debug<T1, T2>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
        {
            log.Log(LogLevel.DebugLevel, null, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2]));
        }
    }

    public static void Debug<T1, T2, T3>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
        {
            log.Log(LogLevel.DebugLevel, null, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3]));
        }
    }

    public static void Debug<T1, T2, T3, T4>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
        {
            log.Log(LogLevel.DebugLevel, null, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3, arg4]));
        }
    }

    public static void Debug<T1, T2, T3, T4, T5>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
        {
            log.Log(LogLevel.DebugLevel, null, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3, arg4, arg5]));
        }
    }

    public static void Debug<T1, T2, T3, T4, T5, T6>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
        {
            log.Log(LogLevel.DebugLevel, null, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3, arg4, arg5, arg6]));
        }
    }

    public static void Debug(this ILoggingAdapter log, string format, object[] args)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
        {
            log.Log(LogLevel.DebugLevel, null, new ArgumentsLogMessage(log.Formatter, format, args));
        }
    }

    public static void Debug(this ILoggingAdapter log, Exception cause, string format)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
        {
            log.Log(LogLevel.DebugLevel, cause, format);
        }
    }

    public static void Debug<T1>(this ILoggingAdapter log, Exception cause, string format, T1 arg1)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
        {
            log.Log(LogLevel.DebugLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1]));
        }
    }

    public static void Debug<T1, T2>(this ILoggingAdapter log, Exception cause, string format, T1 arg1, T2 arg2)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
        {
            log.Log(LogLevel.DebugLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2]));
        }
    }

    public static void Debug<T1, T2, T3>(this ILoggingAdapter log, Exception cause, string format, T1 arg1, T2 arg2, T3 arg3)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
        {
            log.Log(LogLevel.DebugLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3]));
        }
    }

    public static void Debug<T1, T2, T3, T4>(this ILoggingAdapter log, Exception cause, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
        {
            log.Log(LogLevel.DebugLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3, arg4]));
        }
    }

    public static void Debug<T1, T2, T3, T4, T5>(this ILoggingAdapter log, Exception cause, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
        {
            log.Log(LogLevel.DebugLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3, arg4, arg5]));
        }
    }

    public static void Debug<T1, T2, T3, T4, T5, T6>(this ILoggingAdapter log, Exception cause, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
        {
            log.Log(LogLevel.DebugLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3, arg4, arg5, arg6]));
        }
    }

    public static void Debug(this ILoggingAdapter log, Exception cause, string format, object[] args)
    {
        if (log.IsEnabled(LogLevel.DebugLevel))
        {
            log.Log(LogLevel.DebugLevel, cause, new ArgumentsLogMessage(log.Formatter, format, args));
        }
    }

    public static void Info(this ILoggingAdapter log, string format)
    {
        if (log.IsEnabled(LogLevel.InfoLevel))
        {
            log.Log(LogLevel.InfoLevel, null, format);
        }
    }

    public static void Info<T1>(this ILoggingAdapter log, string format, T1 arg1)
    {
        if (log.IsEnabled(LogLevel.InfoLevel))
        {
            log.Log(LogLevel.InfoLevel, null, new ArgumentsLogMessage(log.Formatter, format, [arg1]));
        }
    }

    public static void Info<T1, T2>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2)
    {
        if (log.IsEnabled(LogLevel.InfoLevel))
        {
            log.Log(LogLevel.InfoLevel, null, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2]));
        }
    }

    public static void Info<T1, T2, T3>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3)
    {
        if (log.IsEnabled(LogLevel.InfoLevel))
        {
            log.Log(LogLevel.InfoLevel, null, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3]));
        }
    }

    public static void Info<T1, T2, T3, T4>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4)
    {
        if (log.IsEnabled(LogLevel.InfoLevel))
        {
            log.Log(LogLevel.InfoLevel, null, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3, arg4]));
        }
    }

    public static void Info<T1, T2, T3, T4, T5>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5)
    {
        if (log.IsEnabled(LogLevel.InfoLevel))
        {
            log.Log(LogLevel.InfoLevel, null, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3, arg4, arg5]));
        }
    }

    public static void Info<T1, T2, T3, T4, T5, T6>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6)
    {
        if (log.IsEnabled(LogLevel.InfoLevel))
        {
            log.Log(LogLevel.InfoLevel, null, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3, arg4, arg5, arg6]));
        }
    }

    public static void Info(this ILoggingAdapter log, string format, object[] args)
    {
        if (log.IsEnabled(LogLevel.InfoLevel))
        {
            log.Log(LogLevel.InfoLevel, null, new ArgumentsLogMessage(log.Formatter, format, args));
        }
    }

    public static void Info(this ILoggingAdapter log, Exception cause, string format)
    {
        if (log.IsEnabled(LogLevel.InfoLevel))
        {
            log.Log(LogLevel.InfoLevel, cause, format);
        }
    }

    public static void Info<T1>(this ILoggingAdapter log, Exception cause, string format, T1 arg1)
    {
        if (log.IsEnabled(LogLevel.InfoLevel))
        {
            log.Log(LogLevel.InfoLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1]));
        }
    }

    public static void Info<T1, T2>(this ILoggingAdapter log, Exception cause, string format, T1 arg1, T2 arg2)
    {
        if (log.IsEnabled(LogLevel.InfoLevel))
        {
            log.Log(LogLevel.InfoLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2]));
        }
    }

    public static void Info<T1, T2, T3>(this ILoggingAdapter log, Exception cause, string format, T1 arg1, T2 arg2, T3 arg3)
    {
        if (log.IsEnabled(LogLevel.InfoLevel))
        {
            log.Log(LogLevel.InfoLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3]));
        }
    }

    public static void Info<T1, T2, T3, T4>(this ILoggingAdapter log, Exception cause, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4)
    {
        if (log.IsEnabled(LogLevel.InfoLevel))
        {
            log.Log(LogLevel.InfoLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3, arg4]));
        }
    }

    public static void Info<T1, T2, T3, T4, T5>(this ILoggingAdapter log, Exception cause, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5)
    {
        if (log.IsEnabled(LogLevel.InfoLevel))
        {
            log.Log(LogLevel.InfoLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3, arg4, arg5]));
        }
    }

    public static void Info<T1, T2, T3, T4, T5, T6>(this ILoggingAdapter log, Exception cause, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6)
    {
        if (log.IsEnabled(LogLevel.InfoLevel))
        {
            log.Log(LogLevel.InfoLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3, arg4, arg5, arg6]));
        }
    }

    public static void Info(this ILoggingAdapter log, Exception cause, string format, object[] args)
    {
        if (log.IsEnabled(LogLevel.InfoLevel))
        {
            log.Log(LogLevel.InfoLevel, cause, new ArgumentsLogMessage(log.Formatter, format, args));
        }
    }

    public static void Warning(this ILoggingAdapter log, string format)
    {
        if (log.IsEnabled(LogLevel.WarningLevel))
        {
            log.Log(LogLevel.WarningLevel, null, format);
        }
    }

    public static void Warning<T1>(this ILoggingAdapter log, string format, T1 arg1)
    {
        if (log.IsEnabled(LogLevel.WarningLevel))
        {
            log.Log(LogLevel.WarningLevel, null, new ArgumentsLogMessage(log.Formatter, format, [arg1]));
        }
    }

    public static void Warning<T1, T2>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2)
    {
        if (log.IsEnabled(LogLevel.WarningLevel))
        {
            log.Log(LogLevel.WarningLevel, null, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2]));
        }
    }

    public static void Warning<T1, T2, T3>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3)
    {
        if (log.IsEnabled(LogLevel.WarningLevel))
        {
            log.Log(LogLevel.WarningLevel, null, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3]));
        }
    }

    public static void Warning<T1, T2, T3, T4>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4)
    {
        if (log.IsEnabled(LogLevel.WarningLevel))
        {
            log.Log(LogLevel.WarningLevel, null, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3, arg4]));
        }
    }

    public static void Warning<T1, T2, T3, T4, T5>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5)
    {
        if (log.IsEnabled(LogLevel.WarningLevel))
        {
            log.Log(LogLevel.WarningLevel, null, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3, arg4, arg5]));
        }
    }

    public static void Warning<T1, T2, T3, T4, T5, T6>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6)
    {
        if (log.IsEnabled(LogLevel.WarningLevel))
        {
            log.Log(LogLevel.WarningLevel, null, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3, arg4, arg5, arg6]));
        }
    }

    public static void Warning(this ILoggingAdapter log, string format, object[] args)
    {
        if (log.IsEnabled(LogLevel.WarningLevel))
        {
            log.Log(LogLevel.WarningLevel, null, new ArgumentsLogMessage(log.Formatter, format, args));
        }
    }

    public static void Warning(this ILoggingAdapter log, Exception cause, string format)
    {
        if (log.IsEnabled(LogLevel.WarningLevel))
        {
            log.Log(LogLevel.WarningLevel, cause, format);
        }
    }

    public static void Warning<T1>(this ILoggingAdapter log, Exception cause, string format, T1 arg1)
    {
        if (log.IsEnabled(LogLevel.WarningLevel))
        {
            log.Log(LogLevel.WarningLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1]));
        }
    }

    public static void Warning<T1, T2>(this ILoggingAdapter log, Exception cause, string format, T1 arg1, T2 arg2)
    {
        if (log.IsEnabled(LogLevel.WarningLevel))
        {
            log.Log(LogLevel.WarningLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2]));
        }
    }

    public static void Warning<T1, T2, T3>(this ILoggingAdapter log, Exception cause, string format, T1 arg1, T2 arg2, T3 arg3)
    {
        if (log.IsEnabled(LogLevel.WarningLevel))
        {
            log.Log(LogLevel.WarningLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3]));
        }
    }

    public static void Warning<T1, T2, T3, T4>(this ILoggingAdapter log, Exception cause, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4)
    {
        if (log.IsEnabled(LogLevel.WarningLevel))
        {
            log.Log(LogLevel.WarningLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3, arg4]));
        }
    }

    public static void Warning<T1, T2, T3, T4, T5>(this ILoggingAdapter log, Exception cause, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5)
    {
        if (log.IsEnabled(LogLevel.WarningLevel))
        {
            log.Log(LogLevel.WarningLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3, arg4, arg5]));
        }
    }

    public static void Warning<T1, T2, T3, T4, T5, T6>(this ILoggingAdapter log, Exception cause, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6)
    {
        if (log.IsEnabled(LogLevel.WarningLevel))
        {
            log.Log(LogLevel.WarningLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3, arg4, arg5, arg6]));
        }
    }

    public static void Warning(this ILoggingAdapter log, Exception cause, string format, object[] args)
    {
        if (log.IsEnabled(LogLevel.WarningLevel))
        {
            log.Log(LogLevel.WarningLevel, cause, new ArgumentsLogMessage(log.Formatter, format, args));
        }
    }

    public static void Error(this ILoggingAdapter log, string format)
    {
        if (log.IsEnabled(LogLevel.ErrorLevel))
        {
            log.Log(LogLevel.ErrorLevel, null, format);
        }
    }

    public static void Error<T1>(this ILoggingAdapter log, string format, T1 arg1)
    {
        if (log.IsEnabled(LogLevel.ErrorLevel))
        {
            log.Log(LogLevel.ErrorLevel, null, new ArgumentsLogMessage(log.Formatter, format, [arg1]));
        }
    }

    public static void Error<T1, T2>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2)
    {
        if (log.IsEnabled(LogLevel.ErrorLevel))
        {
            log.Log(LogLevel.ErrorLevel, null, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2]));
        }
    }

    public static void Error<T1, T2, T3>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3)
    {
        if (log.IsEnabled(LogLevel.ErrorLevel))
        {
            log.Log(LogLevel.ErrorLevel, null, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3]));
        }
    }

    public static void Error<T1, T2, T3, T4>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4)
    {
        if (log.IsEnabled(LogLevel.ErrorLevel))
        {
            log.Log(LogLevel.ErrorLevel, null, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3, arg4]));
        }
    }

    public static void Error<T1, T2, T3, T4, T5>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5)
    {
        if (log.IsEnabled(LogLevel.ErrorLevel))
        {
            log.Log(LogLevel.ErrorLevel, null, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3, arg4, arg5]));
        }
    }

    public static void Error<T1, T2, T3, T4, T5, T6>(this ILoggingAdapter log, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6)
    {
        if (log.IsEnabled(LogLevel.ErrorLevel))
        {
            log.Log(LogLevel.ErrorLevel, null, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3, arg4, arg5, arg6]));
        }
    }

    public static void Error(this ILoggingAdapter log, string format, object[] args)
    {
        if (log.IsEnabled(LogLevel.ErrorLevel))
        {
            log.Log(LogLevel.ErrorLevel, null, new ArgumentsLogMessage(log.Formatter, format, args));
        }
    }

    public static void Error(this ILoggingAdapter log, Exception cause, string format)
    {
        if (log.IsEnabled(LogLevel.ErrorLevel))
        {
            log.Log(LogLevel.ErrorLevel, cause, format);
        }
    }

    public static void Error<T1>(this ILoggingAdapter log, Exception cause, string format, T1 arg1)
    {
        if (log.IsEnabled(LogLevel.ErrorLevel))
        {
            log.Log(LogLevel.ErrorLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1]));
        }
    }

    public static void Error<T1, T2>(this ILoggingAdapter log, Exception cause, string format, T1 arg1, T2 arg2)
    {
        if (log.IsEnabled(LogLevel.ErrorLevel))
        {
            log.Log(LogLevel.ErrorLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2]));
        }
    }

    public static void Error<T1, T2, T3>(this ILoggingAdapter log, Exception cause, string format, T1 arg1, T2 arg2, T3 arg3)
    {
        if (log.IsEnabled(LogLevel.ErrorLevel))
        {
            log.Log(LogLevel.ErrorLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3]));
        }
    }

    public static void Error<T1, T2, T3, T4>(this ILoggingAdapter log, Exception cause, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4)
    {
        if (log.IsEnabled(LogLevel.ErrorLevel))
        {
            log.Log(LogLevel.ErrorLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3, arg4]));
        }
    }

    public static void Error<T1, T2, T3, T4, T5>(this ILoggingAdapter log, Exception cause, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5)
    {
        if (log.IsEnabled(LogLevel.ErrorLevel))
        {
            log.Log(LogLevel.ErrorLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3, arg4, arg5]));
        }
    }

    public static void Error<T1, T2, T3, T4, T5, T6>(this ILoggingAdapter log, Exception cause, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6)
    {
        if (log.IsEnabled(LogLevel.ErrorLevel))
        {
            log.Log(LogLevel.ErrorLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3, arg4, arg5, arg6]));
        }
    }

    public static void Error(this ILoggingAdapter log, Exception cause, string format, object[] args)
    {
        if (log.IsEnabled(LogLevel.ErrorLevel))
        {
            log.Log(LogLevel.ErrorLevel, cause, new ArgumentsLogMessage(log.Formatter, format, args));
        }
    }

    public static void Log(this ILoggingAdapter log, LogLevel level, string format)
    {
        if (log.IsEnabled(level))
        {
            log.Log(level, null, format);
        }
    }

    public static void Log(this ILoggingAdapter log, LogLevel level, string format, object[] args)
    {
        if (log.IsEnabled(level))
        {
            log.Log(level, null, new ArgumentsLogMessage(log.Formatter, format, args));
        }
    }

    public static void Log(this ILoggingAdapter log, LogLevel level, Exception cause, string format, object[] args)
    {
        if (log.IsEnabled(level))
        {
            log.Log(level, cause, new ArgumentsLogMessage(log.Formatter, format, args));
        }
    }

    public static void Log<T1>(this ILoggingAdapter log, LogLevel logLevel, Exception cause, string format, T1 arg1)
    {
        if (log.IsEnabled(logLevel))
        {
            log.Log(logLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1]));
        }
    }

    public static void Log<T1, T2>(this ILoggingAdapter log, LogLevel logLevel, Exception cause, string format, T1 arg1, T2 arg2)
    {
        if (log.IsEnabled(logLevel))
        {
            log.Log(logLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2]));
        }
    }

    public static void Log<T1, T2, T3>(this ILoggingAdapter log, LogLevel logLevel, Exception cause, string format, T1 arg1, T2 arg2, T3 arg3)
    {
        if (log.IsEnabled(logLevel))
        {
            log.Log(logLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3]));
        }
    }

    public static void Log<T1, T2, T3, T4>(this ILoggingAdapter log, LogLevel logLevel, Exception cause, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4)
    {
        if (log.IsEnabled(logLevel))
        {
            log.Log(logLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3, arg4]));
        }
    }

    public static void Log<T1, T2, T3, T4, T5>(this ILoggingAdapter log, LogLevel logLevel, Exception cause, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5)
    {
        if (log.IsEnabled(logLevel))
        {
            log.Log(logLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3, arg4, arg5]));
        }
    }

    public static void Log<T1, T2, T3, T4, T5, T6>(this ILoggingAdapter log, LogLevel logLevel, Exception cause, string format, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6)
    {
        if (log.IsEnabled(logLevel))
        {
            log.Log(logLevel, cause, new ArgumentsLogMessage(log.Formatter, format, [arg1, arg2, arg3, arg4, arg5, arg6]));
        }
    }
}
