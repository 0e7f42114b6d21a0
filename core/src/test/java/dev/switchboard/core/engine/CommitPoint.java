package dev.switchboard.core.engine;

import dev.switchboard.core.database.Database;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/// A view of a database that lets a test act around every commit, on the connection that commits.
public final class CommitPoint {

  @FunctionalInterface
  public interface Action {
    void run(Connection connection) throws SQLException;
  }

  public static Database of(Database database, Action before, Action after) {
    var pool = database.pool();
    return new Database(proxy(DataSource.class, (method, values) -> {
      var result = call(pool, method, values);
      return result instanceof Connection connection ? watched(connection, before, after) : result;
    }));
  }

  private static Connection watched(Connection connection, Action before, Action after) {
    return proxy(Connection.class, (method, values) -> {
      if (!method.getName().equals("commit")) {
        return call(connection, method, values);
      }
      before.run(connection);
      connection.commit();
      after.run(connection);
      return null;
    });
  }

  @FunctionalInterface
  private interface Call {
    Object run(Method method, Object[] values) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
        (self, method, values) -> call.run(method, values)));
  }

  private static Object call(Object target, Method method, Object[] values) throws Throwable {
    try {
      return method.invoke(target, values);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private CommitPoint() {}
}
